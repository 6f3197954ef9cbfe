/** Samples as a file stores them: 8 bits, or 16. */
export type Samples = Uint8Array | Uint16Array;

/** How the samples of a picture are laid out, and what they mean. */
export interface Layout {
  /** Samples a pixel, transparency included: the last of them. */
  readonly channels: 1 | 2 | 3 | 4;
  readonly hasAlpha: boolean;
  readonly color: 'grey' | 'rgb' | 'cmyk';
  /** Bits a sample. */
  readonly bits: 8 | 16;
}

/** The largest value of a sample: opaque, or as bright as can be. */
export function largest({ bits }: Pick<Layout, 'bits'>): number {
  return 2 ** bits - 1;
}

/** Bytes, in the machine's order, as samples of the layout's depth. Never a Buffer, whose `slice` is no copy. */
export function asSamples(bytes: Uint8Array, { bits }: Pick<Layout, 'bits'>): Samples {
  if (bits === 8) return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Buffers may start at odd places of a pool, where 16-bit samples cannot.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}
