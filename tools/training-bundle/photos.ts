import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../src/errors/errors.js';
import { parseFacesLine } from '../../src/formats/faces-lines.js';

const IMAGES = join('WIDER_train', 'images');

/** WIDER FACE train, photos encoded anew, and its annotations. Returns how many photos there are. */
export async function packPhotos(data: string, out: string, quality: number): Promise<number> {
  await cp(join(data, 'wider_face_split'), join(out, 'wider_face_split'), { recursive: true });
  const names = (await readdir(join(data, IMAGES), { recursive: true })).filter((name) => /\.jpe?g$/i.test(name));
  if (names.length === 0) throw new InputError(`${join(data, IMAGES)}: no photo there. Expected WIDER FACE train.`);
  for (const name of names) await encodeAnew(join(data, IMAGES, name), join(out, IMAGES, name), quality);
  return names.length;
}

/** Photos that a file of lines names, numbered, and the file with their new places. */
export async function packLabelledPhotos(file: string, out: string, quality: number): Promise<void> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const moved: string[] = [];
  for (const [index, text] of lines.entries()) {
    const line = parseFacesLine(text, `${file}, line ${index + 1}`);
    if ('error' in line) continue;
    const path = isAbsolute(line.image) ? line.image : resolve(dirname(file), line.image);
    const image = `${String(index).padStart(6, '0')}.jpg`;
    await encodeAnew(path, join(out, image), quality);
    moved.push(`${JSON.stringify({ ...line, image })}\n`);
  }
  await writeFile(join(out, 'faces.jsonl'), moved.join(''));
}

/** The same pixels upright, near enough: boxes stay where they are. */
async function encodeAnew(from: string, to: string, quality: number): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await sharp(from).autoOrient().jpeg({ quality, mozjpeg: true }).toFile(to);
}
