/** Which numbers bytes stand for: (byte − zeroPoint) · scale. */
export interface Quantization {
  /** Above 0. */
  readonly scale: number;
  /** The byte that means 0, a whole number from 0 to 255. */
  readonly zeroPoint: number;
}
