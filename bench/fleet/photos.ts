import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

/** Small copies of photos below a folder, by their keys. */
export async function smallPhotos(folder: string, wanted: number, side: number): Promise<Map<string, Uint8Array>> {
  const all = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.jpg')).sort();
  const every = Math.max(1, Math.floor(all.length / wanted));
  const chosen = all.filter((_, index) => index % every === 0).slice(0, wanted);
  const photos = new Map<string, Uint8Array>();
  for (const [index, name] of chosen.entries()) {
    const copy = sharp(join(folder, name)).resize({ width: side, height: side, fit: 'inside' });
    photos.set(`${index % 20}/${index}.jpg`, await copy.jpeg({ quality: 90 }).toBuffer());
  }
  return photos;
}
