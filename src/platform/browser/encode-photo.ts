import { InputError, messageOf } from '../../errors/errors.js';
import type { Photo, Writing } from '../../image/photo.js';
import type { EncodedPhoto } from '../port.js';
import { toCanvas } from './canvas.js';

/** What browsers make of a quality of 1: JPEG whose colours are as fine as its brightness, WebP that loses nothing. */
const FINEST = 1;

/**
 * Writes a photo of one frame as JPEG, PNG or WebP, in sRGB, without any metadata.
 *
 * @throws InputError that begins with `name` where it has several frames, another format, or more pixels than the browser writes
 */
export async function encodePhoto({ frames }: Photo, writing: Writing, name: string): Promise<EncodedPhoto> {
  const [frame, ...others] = frames;
  const { format } = writing;
  if (!frame || others.length > 0) {
    throw new InputError(
      `${name}: has ${frames.length} frames, and browsers write one. Redact it with the command or in Node.`,
    );
  }
  const { width, height, samples, layout } = frame;
  if ((format !== 'jpeg' && format !== 'png' && format !== 'webp') || !(samples instanceof Uint8Array)) {
    throw new InputError(
      `${name}: would be ${format}, which browsers do not write. Redact it with the command or in Node.`,
    );
  }
  const type = `image/${format}`;
  try {
    const canvas = toCanvas(width, height, samples, layout.hasAlpha ? 4 : 3);
    const blob = await canvas.convertToBlob({ type, quality: qualityOf(writing) });
    if (blob.type !== type) throw new Error(`it writes ${blob.type} instead of ${type}`);
    return { file: new Uint8Array(await blob.arrayBuffer()), profile: undefined };
  } catch (error) {
    throw new InputError(
      `${name}: ${width} × ${height} pixels cannot be written by this browser (${messageOf(error)}). Use another one, or the command.`,
    );
  }
}

function qualityOf(writing: Writing): number {
  switch (writing.format) {
    case 'jpeg':
      return writing.chromaSubsampling === '4:4:4' ? FINEST : Math.min(writing.quality, 99) / 100;
    case 'webp':
      return writing.quality === 'lossless' ? FINEST : Math.min(writing.quality, 99) / 100;
    default:
      return FINEST;
  }
}
