/** A way to enlarge a picture four times. */
export interface Upscaler {
  /** As tables name it. */
  readonly name: string;
  /**
   * @param low `[3, side, side]`, RGB, 0 to 255
   * @returns `[3, 4 · side, 4 · side]`, clipped to 0 to 255
   */
  upscale(low: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** The side of square planes. */
export function sideOf(planes: Float32Array): number {
  return Math.sqrt(planes.length / 3);
}
