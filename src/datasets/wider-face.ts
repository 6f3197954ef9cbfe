import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { InputError } from '../errors/errors.js';
import type { AnnotatedPhoto } from './annotations.js';
import type { WiderFaceEntry } from './wider-face-entry.js';
import { readWiderFaceMat } from './wider-face-mat.js';
import { readWiderFaceText } from './wider-face-text.js';

export interface WiderFaceOptions {
  /** Folder of the annotation files; by default `ROOT/wider_face_split`. */
  readonly annotations?: string;
}

export interface WiderFace {
  /** The photos whose image file is there, in the order of the annotation file. */
  readonly photos: readonly AnnotatedPhoto[];
  /** How many annotated photos have no image file. */
  readonly missing: number;
}

/**
 * Loads a split of WIDER FACE (http://shuoyang1213.me/WIDERFACE) in its official layout: photos in
 * `ROOT/WIDER_{train,val}/images/EVENT/*.jpg`, annotations in `ROOT/wider_face_split/wider_face_{train,val}.mat` or,
 * where that is absent, `wider_face_{train,val}_bbx_gt.txt`.
 *
 * Photos are annotated upright as stored: none of the official files carries an EXIF rotation.
 *
 * @throws InputError when there are no annotations or none of their photos, or when an annotation is malformed.
 */
export async function loadWiderFace(
  root: string,
  split: 'train' | 'val',
  options: WiderFaceOptions = {},
): Promise<WiderFace> {
  const entries = await readAnnotations(options.annotations ?? join(root, 'wider_face_split'), split);
  const images = join(root, `WIDER_${split}`, 'images');
  const events = new Set(entries.map((entry) => entry.event));
  const present = new Map(
    await Promise.all([...events].map(async (event) => [event, await filesOf(join(images, event))] as const)),
  );
  const photos = entries
    .filter(({ event, file }) => present.get(event)?.has(file))
    .map(({ event, file, faces }) => ({ event, name: parse(file).name, path: join(images, event, file), faces }));
  if (photos.length === 0) {
    throw new InputError(`${images}: holds none of the ${entries.length} annotated photos, expected in EVENT/FILE.jpg`);
  }
  return { photos, missing: entries.length - photos.length };
}

async function readAnnotations(folder: string, split: string): Promise<WiderFaceEntry[]> {
  const mat = join(folder, `wider_face_${split}.mat`);
  const text = join(folder, `wider_face_${split}_bbx_gt.txt`);
  if (existsSync(mat)) return await readWiderFaceMat(mat);
  if (existsSync(text)) return await readWiderFaceText(text);
  throw new InputError(`${folder}: has no annotations; expected ${parse(mat).base} or ${parse(text).base} in it`);
}

/** Names of the files in a folder; none where the folder is absent, as in a part of the data set. */
async function filesOf(folder: string): Promise<Set<string>> {
  try {
    return new Set(await readdir(folder));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Set();
    throw new InputError(`${folder}: cannot be listed: ${String(error)}`);
  }
}
