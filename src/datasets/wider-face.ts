import { existsSync } from 'node:fs';
import { join, parse } from 'node:path';
import { InputError } from '../errors/errors.js';
import { type ImageOptions, keepPresent, type LoadedPhotos } from './present-photos.js';
import type { WiderFaceEntry } from './wider-face-entry.js';
import { readWiderFaceMat } from './wider-face-mat.js';
import { readWiderFaceText } from './wider-face-text.js';

/** How to read WIDER FACE. */
export interface WiderFaceOptions extends ImageOptions {
  /** Folder of the annotation files; by default `ROOT/wider_face_split`. */
  readonly annotations?: string;
}

/**
 * Loads a split of WIDER FACE (http://shuoyang1213.me/WIDERFACE) in its official layout: photos in
 * `ROOT/WIDER_{train,val}/images/EVENT/*.jpg`, annotations in `ROOT/wider_face_split/wider_face_{train,val}.mat` or,
 * where that is absent, `wider_face_{train,val}_bbx_gt.txt`.
 *
 * Photos are annotated upright as stored: none of the official files carries an EXIF rotation.
 *
 * @throws InputError when there are no annotations or none of their photos, or when an annotation is malformed.
 * @example
 * const { photos, missing } = await loadWiderFace('wider', 'train'); // the folder with WIDER_train and wider_face_split
 */
export async function loadWiderFace(
  root: string,
  split: 'train' | 'val',
  options: WiderFaceOptions = {},
): Promise<LoadedPhotos> {
  const entries = await readAnnotations(options.annotations ?? join(root, 'wider_face_split'), split);
  const images = join(root, `WIDER_${split}`, 'images');
  const photos = entries.map(({ event, file, faces }) => ({
    event,
    name: parse(file).name,
    path: join(images, event, file),
    faces,
  }));
  return keepPresent(photos, images, options);
}

async function readAnnotations(folder: string, split: string): Promise<WiderFaceEntry[]> {
  const mat = join(folder, `wider_face_${split}.mat`);
  const text = join(folder, `wider_face_${split}_bbx_gt.txt`);
  if (existsSync(mat)) return await readWiderFaceMat(mat);
  if (existsSync(text)) return await readWiderFaceText(text);
  throw new InputError(`${folder}: has no annotations; expected ${parse(mat).base} or ${parse(text).base} in it.`);
}
