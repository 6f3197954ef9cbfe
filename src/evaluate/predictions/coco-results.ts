import { z } from 'zod';
import { type CocoIndex, cocoId, cocoIndex } from '../../datasets/coco-schema.js';
import { InputError } from '../../errors/errors.js';
import { validate } from '../../errors/validate.js';
import { parseWithNaN } from '../../formats/parse-json.js';
import type { Face } from '../../geometry/face.js';
import { readJsonFile } from '../../runtime/text.js';
import { checkedFace } from './checked-face.js';
import type { PhotoIndex } from './photo-index.js';
import type { Problems } from './problems.js';

/** JSON has no NaN: null stands for it. */
const predictedNumber = z
  .number()
  .nullish()
  .transform((value) => value ?? Number.NaN);

/** COCO's results of object detection. https://cocodataset.org/#format-results */
const resultsSchema = z.array(
  z.object({
    image_id: cocoId,
    category_id: cocoId,
    bbox: z.tuple(
      [predictedNumber, predictedNumber, predictedNumber, predictedNumber],
      'expected [x, y, width, height]',
    ),
    score: predictedNumber,
  }),
  'expected a list of results',
);

/** Annotations with scores, as `farface convert --to coco` writes them: the photos' names are in the same file. */
const scoredSchema = z.object({ images: z.array(z.unknown()), annotations: resultsSchema });

/** How to read results in COCO's format. */
export interface CocoResultOptions {
  /** COCO's annotations, which say what photos the numbers in results stand for. */
  readonly annotations?: string | undefined;
  /** Name of the category that means faces; by default the only one, or `face`. */
  readonly category?: string | undefined;
}

/**
 * Reads results in COCO's format; those of other categories are left aside.
 *
 * @throws InputError where the file is none, or the photos' names are not known
 */
export async function readCocoResults(
  file: string,
  photos: PhotoIndex,
  problems: Problems,
  { annotations, category }: CocoResultOptions = {},
): Promise<Map<string, Face[]>> {
  const json = await read(file);
  const scored = scoredSchema.safeParse(json);
  const results = scored.success
    ? scored.data.annotations
    : validate(resultsSchema, json, (path) => `${file}, ${path}`);
  if (!scored.success && annotations === undefined) {
    throw new InputError(`${file}: COCO results have numbers for photos. Name the annotations with --annotations.`);
  }
  const index = scored.success
    ? cocoIndex(json, file, category)
    : cocoIndex(await read(annotations!), annotations!, category);
  const predictions = new Map<string, Face[]>();
  if (scored.success) for (const key of keysOf(index, photos)) predictions.set(key, []);
  const keys = new Map([...index.photos].map(([id, name]) => [id, photos.find(name)]));
  results.forEach(({ image_id, category_id, bbox: [x, y, width, height], score }, position) => {
    if (!index.categories.has(category_id)) return;
    const where = `${file}, result ${position}`;
    const key = keys.get(image_id);
    if (key === undefined) {
      problems.add('unknownPhoto', `${where}: ${index.photos.get(image_id) ?? `image ${image_id}`}`);
      return;
    }
    const face = checkedFace({ x, y, width, height, score }, where, problems);
    const faces = predictions.get(key);
    if (faces && face) faces.push(face);
    else if (!faces) predictions.set(key, face ? [face] : []);
  });
  return predictions;
}

/** The photos that were looked at: a data set lists those in which nothing was found, too. */
function keysOf({ photos }: CocoIndex, index: PhotoIndex): string[] {
  return [...photos.values()].flatMap((name) => index.find(name) ?? []);
}

function read(file: string): Promise<unknown> {
  return readJsonFile(file, "COCO's results", parseWithNaN);
}
