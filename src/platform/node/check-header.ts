import sharp, { type Metadata } from 'sharp';
import { InputError, messageOf } from '../../errors/errors.js';
import { formatOf } from '../../image/picture-format.js';
import { TO_MATROSKA } from '../video-port.js';

/** sharp's names of the formats that we take. It also draws SVG, which is no photo and may refer to other files. */
const FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'heif', 'tiff', 'gif']);
const EXPECTED = 'expected a JPEG, PNG, WebP, AVIF, TIFF, GIF or HEIC picture';

/** Throws `InputError` where a file is a video, whatever it is called. */
export function refuseVideo(bytes: Uint8Array, name: string): void {
  const known = formatOf(bytes);
  if (!('refusal' in known) || known.refusal !== 'video') return;
  throw new InputError(
    `${name}: is a video, not a picture. Videos are MP4, MOV, MKV and WebM, by their names: rename it, or convert it, as in ${TO_MATROSKA}.`,
  );
}

/** What the header says. Throws `InputError` where it is none of a picture that we take. Its pixels may still be HEIC's. */
export async function checkHeader(bytes: Uint8Array, maxPixels: number, name: string): Promise<Metadata> {
  if (bytes.length === 0) throw new InputError(`${name}: is empty; ${EXPECTED}`);
  let header: Metadata;
  try {
    header = await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw new InputError(`${name}: is not a picture or its header is damaged; ${EXPECTED} (${firstLine(error)}).`);
  }
  const { format, width, height } = header;
  if (!FORMATS.has(format)) throw new InputError(`${name}: is ${format}; ${EXPECTED}`);
  if (width * height > maxPixels) {
    const [pixels, limit] = [width * height, maxPixels].map((n) => n.toLocaleString('en'));
    throw new InputError(
      `${name}: has ${width} × ${height} = ${pixels} pixels, more than the limit of ${limit}; scale it down first`,
    );
  }
  return header;
}

/** Decoders report in several lines; the first says what happened, where one does. */
export function firstLine(error: unknown): string {
  const line = messageOf(error)
    .split('\n')[0]!
    .replace(/[\s:.]+$/, '');
  return line === '' || line === 'Unknown error' ? 'the decoder does not say why' : line;
}
