import type { Photo } from '../../image/photo.js';
import { formatOf } from '../../image/picture-format.js';
import { pixelsOf } from '../../platform/browser/canvas.js';
import { decodePhoto } from '../../platform/browser/photo.js';
import { UnreadableError } from '../../platform/browser/unreadable.js';
import { STRINGS } from '../strings.js';

/**
 * A photo of one frame, decoded: upright, 8-bit sRGB.
 *
 * @throws Error that says why where the file is not taken, is damaged, or is too large for this browser
 */
export async function readPhoto(file: Blob, name: string): Promise<Photo> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const known = formatOf(bytes);
  if ('refusal' in known) throw new Error(STRINGS.refusals[known.refusal]);
  try {
    return await decodePhoto(bytes, { name });
  } catch (error) {
    if (error instanceof UnreadableError) throw new Error(STRINGS.refusals[error.why]);
    throw error;
  }
}

/** Whether the browser hands out the pixels that it shows: some keep them from pages, or hand out noise. */
export async function canReadPixels(): Promise<boolean> {
  const bitmap = await createImageBitmap(new ImageData(1, 1));
  try {
    pixelsOf(bitmap);
    return true;
  } catch {
    return false;
  } finally {
    bitmap.close();
  }
}
