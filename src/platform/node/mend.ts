import sharp from 'sharp';
import { InputError } from '../../errors/errors.js';
import { isCutOffGif } from '../../image/gif-end.js';
import { lacksEnd, withEnd, withPadding } from '../../image/jpeg-end.js';
import { MAX_PIXELS } from '../port.js';

/** A file as decoders take it. */
export interface Mended {
  readonly file: Uint8Array;
  /** How strict decoders are with it. What was mended may lack nothing else. */
  readonly failOn: 'error' | 'warning';
  readonly warnings: readonly string[];
}

/**
 * Gives a JPEG the end marker that it lacks. `name` is what warnings call it.
 *
 * @throws InputError that begins with `name` where decoders would show a part of the file as if it were all
 */
export function mend(file: Uint8Array, name: string): Mended {
  if (isCutOffGif(file)) {
    throw new InputError(`${name}: is damaged or cut off and cannot be decoded: the file ends within a frame`);
  }
  // "error" lets pass what decoders only warn of, such as stray bytes between the segments of a JPEG.
  if (!lacksEnd(file)) return { file, failOn: 'error', warnings: [] };
  const warning = `${name}: lacks the end marker of a JPEG. All of the picture is there, and it was read.`;
  return { file: withEnd(file), failOn: 'warning', warnings: [warning] };
}

/**
 * Checks that a JPEG which was mended lacks nothing but its end marker: decoders do not tell where the last rows are
 * missing. These would show whatever follows, so that it changes the picture.
 *
 * @param source the file as it was
 * @throws Error where some of the picture is missing
 */
export async function checkMended({ file, warnings }: Mended, source: Uint8Array): Promise<void> {
  if (warnings.length === 0) return;
  const [mended, padded] = await Promise.all([sumsOf(file), sumsOf(withPadding(source))]);
  if (mended.some((sum, at) => sum !== padded[at])) throw new Error('its last rows are missing');
}

async function sumsOf(file: Uint8Array): Promise<number[]> {
  const { channels } = await sharp(file, { failOn: 'none', limitInputPixels: MAX_PIXELS }).stats();
  return channels.flatMap(({ sum, squaresSum }) => [sum, squaresSum]);
}
