/** Samples as a file stores them: 8 bits, or 16. */
export type Samples = Uint8Array | Uint16Array;

/** How samples are laid out and what they mean, in sharp's words. */
export interface Layout {
  readonly channels: 1 | 2 | 3 | 4;
  readonly hasAlpha: boolean;
  readonly space: 'srgb' | 'rgb16' | 'b-w' | 'grey16';
  readonly depth: 'uchar' | 'ushort';
}

/** Samples of the layout's depth, all 0. */
export function newSamples({ depth }: Pick<Layout, 'depth'>, length: number): Samples {
  return depth === 'ushort' ? new Uint16Array(length) : new Uint8Array(length);
}

/** Bytes, in the machine's order, as samples of the layout's depth. */
export function asSamples(bytes: Uint8Array, { depth }: Pick<Layout, 'depth'>): Samples {
  if (depth === 'uchar') return bytes;
  // Buffers may start at odd places of a pool, where 16-bit samples cannot.
  const aligned = bytes.byteOffset % 2 === 0 ? bytes : Uint8Array.from(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 2);
}
