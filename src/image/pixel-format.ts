/** How a format of planes is laid out. */
export interface PlaneLayout {
  /** Columns, and rows, of the picture that one sample of colour stands for. */
  readonly across: 1 | 2;
  readonly down: 1 | 2;
  /** Bits a sample; of more than 8 each takes two bytes, the value in the lower bits. */
  readonly bits: 8 | 10 | 12;
  /** Whether both planes of colour are one, its samples in turn. */
  readonly interleaved: boolean;
}

/** Formats of planes by WebCodecs' names: brightness, and colour at full, half or quarter density. */
export const PIXEL_FORMATS = {
  I420: { across: 2, down: 2, bits: 8, interleaved: false },
  I420P10: { across: 2, down: 2, bits: 10, interleaved: false },
  I420P12: { across: 2, down: 2, bits: 12, interleaved: false },
  I422: { across: 2, down: 1, bits: 8, interleaved: false },
  I422P10: { across: 2, down: 1, bits: 10, interleaved: false },
  I422P12: { across: 2, down: 1, bits: 12, interleaved: false },
  I444: { across: 1, down: 1, bits: 8, interleaved: false },
  I444P10: { across: 1, down: 1, bits: 10, interleaved: false },
  I444P12: { across: 1, down: 1, bits: 12, interleaved: false },
  NV12: { across: 2, down: 2, bits: 8, interleaved: true },
} as const satisfies Record<string, PlaneLayout>;

export type PixelFormat = keyof typeof PIXEL_FORMATS;

/** The size of each of a picture's planes, in samples; a plane of two colours in turn is twice as wide. */
export function planeSizes(format: PixelFormat, width: number, height: number): { width: number; height: number }[] {
  const { across, down, interleaved }: PlaneLayout = PIXEL_FORMATS[format];
  const colour = { width: Math.ceil(width / across), height: Math.ceil(height / down) };
  if (interleaved)
    return [
      { width, height },
      { width: 2 * colour.width, height: colour.height },
    ];
  return [{ width, height }, colour, colour];
}
