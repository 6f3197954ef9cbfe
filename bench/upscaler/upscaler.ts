/** A way to enlarge a picture four times. */
export interface Upscaler {
  /** As tables name it. */
  readonly name: string;
  /**
   * @param low `[3, 16, 16]`, RGB, 0 to 255
   * @returns `[3, 64, 64]`, clipped to 0 to 255
   */
  upscale(low: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}
