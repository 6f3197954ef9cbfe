/** What looks at regions of a photo for the second stage. */
export interface Judge {
  /** Side of the square regions in pixels. */
  readonly side: number;
  /** Side of a region over the longer side of the face in its middle, see `regionOf`. */
  readonly context: number;
  /**
   * Probability that each of `count` regions shows a face, 0 to 1.
   *
   * @param regions `[count, 3, side, side]`, RGB, −1 to 1
   */
  judge(regions: Float32Array, count: number): Promise<Float32Array>;
  /** Frees the network's memory. */
  dispose(): Promise<void>;
}
