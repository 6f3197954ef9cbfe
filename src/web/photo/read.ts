import type { Image } from '../../image/image.js';
import { type Format, formatOf } from '../../image/picture-format.js';
import { pixelsOf } from '../../platform/browser/canvas.js';
import { STRINGS } from '../strings.js';

/**
 * A photo's pixels: upright, 8-bit sRGB, transparent parts on white.
 *
 * @throws Error that says why where the file is not taken, is damaged, or is too large for this browser
 */
export async function readPhoto(file: Blob): Promise<{ photo: Image; format: Format }> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const known = formatOf(bytes);
  if ('refusal' in known) throw new Error(STRINGS.refusals[known.refusal]);
  const { format } = known;
  const bitmap = await decode(file, format);
  const { width, height } = bitmap;
  try {
    return { photo: pixelsOf(bitmap), format };
  } catch {
    throw new Error(STRINGS.refusals.tooLarge(width, height));
  } finally {
    bitmap.close();
  }
}

async function decode(file: Blob, format: Format): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    throw new Error(format === 'heic' ? STRINGS.refusals.heic : STRINGS.refusals.damaged);
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
