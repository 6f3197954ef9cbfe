import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type CocoOptions, loadCoco } from '../datasets/coco.js';
import type { LoadedPhotos } from '../datasets/present-photos.js';
import { holdBack } from '../datasets/training-split.js';
import { loadVoc, type VocOptions } from '../datasets/voc.js';
import { loadWiderFace, type WiderFaceOptions } from '../datasets/wider-face.js';
import { readDifficultySets } from '../datasets/wider-face-sets.js';
import { InputError } from '../errors/errors.js';
import type { Benchmark } from './evaluate.js';
import { COCO, PASCAL_VOC, WIDER_FACE } from './protocols.js';

/** A data set and how it is scored. */
export interface BenchmarkData extends Benchmark, LoadedPhotos {
  /** As it is called in tables and figures. */
  readonly title: string;
}

/**
 * WIDER FACE val in its official layout. The annotations of the sets may lie with the others, or where the official
 * evaluation code puts them.
 *
 * @throws InputError where files are absent or malformed
 * @example
 * const { photos, sets } = await openWiderFace('wider'); // the folder with WIDER_val and wider_face_split
 */
export async function openWiderFace(data: string, options: WiderFaceOptions = {}): Promise<BenchmarkData> {
  const annotations = options.annotations ?? join(data, 'wider_face_split');
  const places = [annotations, join(data, 'ground_truth'), join(data, 'eval_tools', 'ground_truth')];
  const folder = places.find((place) => existsSync(join(place, 'wider_hard_val.mat')));
  if (folder === undefined) {
    throw new InputError(
      `${places.join(', ')}: none of them has wider_easy_val.mat, wider_medium_val.mat and wider_hard_val.mat, which say which faces count. They come with the data set's evaluation code.`,
    );
  }
  const [loaded, sets] = await Promise.all([loadWiderFace(data, 'val', options), readDifficultySets(folder)]);
  return { title: 'WIDER FACE val', protocol: WIDER_FACE, sets, ...loaded };
}

/**
 * The photos of WIDER FACE train that never train and choose all settings: scores on them flatter less than any on val do that
 * were looked at before.
 *
 * @throws InputError where files are absent or malformed
 * @example
 * const { photos } = await openHeldBack('wider'); // the folder with WIDER_train and wider_face_split
 */
export async function openHeldBack(data: string, options: WiderFaceOptions = {}): Promise<BenchmarkData> {
  const { photos, missing, absent } = await loadWiderFace(data, 'train', options);
  const { heldBack } = holdBack(photos);
  return { title: 'photos held back from WIDER FACE train', protocol: WIDER_FACE, photos: heldBack, missing, absent };
}

/**
 * Faces annotated in COCO's format.
 *
 * @throws InputError where files are absent or malformed
 * @example
 * const benchmark = await openCoco('annotations.json', 'photos/');
 * console.log(`${benchmark.title}: ${benchmark.photos.length} photos`);
 */
export async function openCoco(annotations: string, images: string, options: CocoOptions = {}): Promise<BenchmarkData> {
  return { title: annotations, protocol: COCO, ...(await loadCoco(annotations, images, options)) };
}

/**
 * Faces annotated in PASCAL VOC's format.
 *
 * @throws InputError where files are absent or malformed
 * @example
 * const { photos, missing } = await openVoc('VOCdevkit/VOC2012');
 */
export async function openVoc(data: string, options: VocOptions = {}): Promise<BenchmarkData> {
  return { title: data, protocol: PASCAL_VOC, ...(await loadVoc(data, options)) };
}
