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

/** What looks at regions of a photo for the second stage. */
export interface RegionVerifier {
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
  /** Frees the network's memory. */
  dispose(): Promise<void>;
}
