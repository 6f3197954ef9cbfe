import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadCoco } from '../datasets/coco.js';
import type { LoadedPhotos } from '../datasets/present-photos.js';
import { loadVoc } from '../datasets/voc.js';
import { loadWiderFace } from '../datasets/wider-face.js';
import { COCO, PASCAL_VOC, type Protocol, WIDER_FACE } from '../evaluate/protocols.js';

/** Photos, the faces marked in them, and how predictions for them are judged. */
export interface AnnotatedPhotos extends LoadedPhotos {
  readonly protocol: Protocol;
}

export interface OpenOptions {
  /** COCO's JSON file, or the folder of WIDER FACE's annotations. */
  readonly annotations?: string;
  /** The category that means faces, where there are several. */
  readonly category?: string;
}

/**
 * Opens annotated photos of any layout: COCO where `annotations` is a JSON file and `data` the folder of its photos,
 * PASCAL VOC where `data` holds `Annotations`, else WIDER FACE val.
 *
 * @throws InputError where files are absent or malformed
 */
export async function openAnnotatedPhotos(
  data: string,
  { annotations, category }: OpenOptions,
): Promise<AnnotatedPhotos> {
  const ofCategory = category === undefined ? {} : { category };
  if (annotations?.toLowerCase().endsWith('.json')) {
    return { protocol: COCO, ...(await loadCoco(annotations, data, ofCategory)) };
  }
  if (existsSync(join(data, 'Annotations'))) return { protocol: PASCAL_VOC, ...(await loadVoc(data, ofCategory)) };
  const options = annotations === undefined ? {} : { annotations };
  return { protocol: WIDER_FACE, ...(await loadWiderFace(data, 'val', options)) };
}
