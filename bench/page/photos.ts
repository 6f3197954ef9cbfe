import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { glob } from 'tinyglobby';
import { InputError } from '../../src/errors/errors.js';

const PHOTO = { width: 1024, height: 768 };
/** 100 megapixels. */
export const LARGE = { width: 12_000, height: 8_400 };
/** Of very many photos. */
const MANY = { width: 640, height: 480 };

/** A photo scaled to 1024 × 768, as PNG. */
export async function smallPhoto(photo: string): Promise<Buffer> {
  const scaled = sharp(photo)
    .rotate()
    .resize({ ...PHOTO, fit: 'fill' });
  return scaled.removeAlpha().png().toBuffer();
}

/** Six copies of the photo, at its own size, on even ground. */
export async function largePhoto(photo: Uint8Array): Promise<Buffer> {
  const grounds = { ...LARGE, channels: 3, background: '#7a8a70' } as const;
  const across = [0.1, 0.4, 0.8].flatMap((x) => [0.2, 0.7].map((y) => [x, y] as const));
  const layers = across.map(([x, y]) => ({
    input: Buffer.from(photo),
    left: Math.round(x * LARGE.width),
    top: Math.round(y * LARGE.height),
  }));
  return sharp({ create: grounds, limitInputPixels: false }).composite(layers).jpeg({ quality: 92 }).toBuffer();
}

/** Writes a JPEG under several names, and returns their paths. */
export async function copies(folder: string, name: string, bytes: Uint8Array, count: number): Promise<string[]> {
  const paths = Array.from({ length: count }, (_, index) => join(folder, `${name}-${index + 1}.jpg`));
  for (const path of paths) await writeFile(path, bytes);
  return paths;
}

/**
 * Writes the first JPEGs below a folder, scaled to fit 640 × 480, and returns their paths.
 *
 * @throws InputError where there are fewer than `count`
 */
export async function scaledPhotos(folder: string, from: string, count: number): Promise<string[]> {
  const found = (await glob('**/*.jpg', { cwd: from, absolute: true })).sort().slice(0, count);
  if (found.length < count) {
    throw new InputError(`--photos ${from}: has ${found.length} files *.jpg, and --many asks for ${count}.`);
  }
  await mkdir(join(folder, 'many'));
  const paths = found.map((_, index) => join(folder, 'many', `${index + 1}.jpg`));
  for (const [index, path] of paths.entries()) {
    const scaled = sharp(found[index]!)
      .rotate()
      .resize({ ...MANY, fit: 'inside' });
    await scaled.jpeg({ quality: 85 }).toFile(path);
  }
  return paths;
}
