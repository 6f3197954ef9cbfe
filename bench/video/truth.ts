import type { Box } from '../../src/geometry/box.js';
import type { FrameFaces, PictureSize } from '../../src/tracks/track.js';

/** A face that is known to be in a frame. */
export interface TrueFace {
  readonly id: number;
  /** The part of it inside the frame. */
  readonly box: Box;
  /** Whether it counts: one that annotators could judge, of 4 pixels and more, at least half of it inside. */
  readonly counted: boolean;
}

/** A video with what is known of its faces and what detectors found. */
export interface Scene {
  readonly name: string;
  readonly picture: PictureSize;
  readonly truth: readonly (readonly TrueFace[])[];
  /** By detector. */
  readonly found: ReadonlyMap<string, readonly FrameFaces[]>;
}
