import { lacksEnd, withEnd } from '../../image/jpeg-end.js';

/** A file as decoders take it. */
export interface Mended {
  readonly file: Uint8Array;
  /** How strict decoders are with it. What was mended may lack nothing else. */
  readonly failOn: 'error' | 'warning';
  readonly warnings: readonly string[];
}

/** Gives a JPEG the end marker that it lacks. `name` is what warnings call it. */
export function mend(file: Uint8Array, name: string): Mended {
  // "error" lets pass what decoders only warn of, such as stray bytes between the segments of a JPEG.
  if (!lacksEnd(file)) return { file, failOn: 'error', warnings: [] };
  const warning = `${name}: lacks the end marker of a JPEG. All of the picture is there, and it was read.`;
  return { file: withEnd(file), failOn: 'warning', warnings: [warning] };
}
