import type { PixelMemory } from './pixel-memory.js';

/** What a second stage says of regions. */
export interface RegionVerifications {
  /** Probability that each shows a face, 0 to 1, `[count]`. */
  readonly faces: Float32Array;
  /** Where the face is, `[count, 4]`, as `decodeRegionBox` reads it; absent where the network does not say. */
  readonly boxes?: Float32Array;
}

/** The numbers of one region's box. */
export function rawBox(boxes: Float32Array, region: number): [number, number, number, number] {
  const [dx, dy, dwidth, dheight] = boxes.subarray(4 * region, 4 * region + 4);
  return [dx!, dy!, dwidth!, dheight!];
}

/** Tiny candidates, as a generator of the photo's own pixels takes them. */
export interface TinyCandidates {
  /** `[count, 32, 32, 3]`, RGB, 0 to 255, see `cutWindow`. */
  readonly windows: Uint8Array;
  /** `[count, side, 128]` each: where the regions are in the drawings of the windows, see `sampling`. */
  readonly rows: Float32Array;
  readonly columns: Float32Array;
  /** `[count, side, side, 3]` */
  readonly regions: Uint8Array;
  readonly count: number;
}

/** What draws tiny candidates, and looks at the drawings beside the photo. */
export interface WindowVerifier {
  /** What each of them shows. */
  verify(candidates: TinyCandidates): Promise<RegionVerifications>;
}

/** What looks at regions of a photo for the second stage. */
export interface RegionVerifier {
  /** Calls of `verify` that it takes at once; 1 by default. */
  readonly inFlight?: number;
  /** For regions that are to be looked at, where some is better than other: what threads share need not be copied. */
  readonly memory?: PixelMemory;
  /** Side of the square regions in pixels. */
  readonly side: number;
  /** Side of a region over the longer side of the face in its middle, see `regionOf`. */
  readonly context: number;
  /**
   * What `count` regions show.
   *
   * @param regions `[count, side, side, 3]`, RGB, 0 to 255
   */
  verify(regions: Uint8Array, count: number): Promise<RegionVerifications>;
  /** Looks at those whose region lies in a window; absent where all are judged by their regions alone. */
  readonly tiny?: WindowVerifier | undefined;
  /** Frees the network's memory. */
  dispose(): Promise<void>;
}
