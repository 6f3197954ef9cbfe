import type { Image } from '../../image/image.js';
import { formatOf } from '../../image/picture-format.js';
import { toCanvas } from '../../platform/browser/canvas.js';

/** Bytes that tell what a file is. */
const HEAD = 4096;

/** A copy of a photo for the screen, where the browser shows its pixels only as farface decoded them; undefined elsewhere. */
export async function shownOf(file: Blob, { width, height, data }: Image): Promise<Blob | undefined> {
  const known = formatOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
  if (!('format' in known) || known.format !== 'heic' || (await shows(file))) return undefined;
  return toCanvas(width, height, data, 3).convertToBlob({ type: 'image/jpeg', quality: 0.92 });
}

async function shows(file: Blob): Promise<boolean> {
  try {
    (await createImageBitmap(new Blob([file], { type: 'image/heic' }))).close();
    return true;
  } catch {
    return false;
  }
}
