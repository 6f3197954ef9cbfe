import { join, posix } from 'node:path';
import { readJsonFile } from '../runtime/text.js';
import type { AnnotatedFace } from './annotations.js';
import { type CocoFace, cocoPhotos } from './coco-schema.js';
import { type ImageOptions, keepPresent, type LoadedPhotos } from './present-photos.js';

/** How to read a data set in COCO's format. */
export interface CocoOptions extends ImageOptions {
  /** Name of the category that means faces; by default the only one, or `face`. */
  readonly category?: string;
}

/**
 * Loads faces annotated in COCO's format: crowds (`iscrowd`) and boxes of no size count as faces that the annotators
 * could not judge. The event of a photo is its folder below `images`, if any.
 *
 * @param annotations the JSON file
 * @param images folder that `file_name` starts from
 * @throws InputError that names the file and the part of it that is wrong
 */
export async function loadCoco(annotations: string, images: string, options: CocoOptions = {}): Promise<LoadedPhotos> {
  const coco = await readJsonFile(annotations, 'COCO annotations');
  const photos = [...cocoPhotos(coco, annotations, options.category)].map(([file, faces]) => {
    const folder = posix.dirname(file);
    return {
      event: folder === '.' ? '' : folder,
      name: posix.parse(file).name,
      path: join(images, file),
      faces: faces.map(toFace),
    };
  });
  return keepPresent(photos, images, options);
}

function toFace({ box, crowd }: CocoFace): AnnotatedFace {
  const invalid = crowd || box.width === 0 || box.height === 0;
  return { box, invalid, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 };
}
