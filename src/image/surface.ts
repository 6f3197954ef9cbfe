import type { Samples } from './samples.js';

/** A rectangle of whole pixels inside a picture. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * One picture that is hidden in: a photo, or a frame of an animation, a page, later one of a video. What is read is always
 * what was replaced last, never what was there before it.
 */
export interface Surface {
  readonly width: number;
  readonly height: number;
  /** Samples a pixel. */
  readonly channels: number;
  /** A copy of a rectangle's samples as they are now, `[height, width, channels]`. */
  read(rectangle: Rectangle): Samples;
  /** Replaces samples from column `x` of row `y` on. */
  replace(x: number, y: number, samples: Samples): void;
}
