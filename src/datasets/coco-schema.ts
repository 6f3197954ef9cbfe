import { isAbsolute, posix, win32 } from 'node:path';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { Box } from '../geometry/box.js';
import { faceCategory } from './category.js';

/** A number of a photo or a category, which some exporters write as text: 7 and "7" are one. */
export const cocoId = z
  .union([z.int(), z.string().min(1)], 'expected a whole number or text')
  .transform((id) => String(id).trim());

/** A path below the folder of photos, with slashes whatever system wrote it. */
const filePath = z
  .string('expected the path of a photo')
  .min(1, 'expected the path of a photo')
  .refine(
    (path) =>
      !(isAbsolute(path) || win32.isAbsolute(path) || path.includes('\0') || path.split(/[/\\]/).includes('..')),
    'expected a path below the photos',
  )
  .transform((path) => posix.normalize(path.replaceAll('\\', '/')));

/** What COCO's results need to be understood: which photo has which number, and which category is that of faces. */
const indexSchema = z.object({
  images: z.array(z.object({ id: cocoId, file_name: filePath }), 'expected a list of photos'),
  categories: z.array(z.object({ id: cocoId, name: z.string('expected a name') }), 'expected a list of categories'),
});

/** The parts of COCO's object detection format that say where things are. https://cocodataset.org/#format-data */
const cocoSchema = indexSchema.extend({
  // Of other categories neither the box nor anything else is looked at: they may have outlines instead.
  annotations: z.array(z.looseObject({ image_id: cocoId, category_id: cocoId }), 'expected a list of annotations'),
});

const side = z.number('expected a finite number');

const faceSchema = z.object({
  bbox: z.tuple([side, side, side, side], 'expected [x, y, width, height]'),
  iscrowd: z
    .union([z.number(), z.boolean(), z.enum(['0', '1', 'false', 'true'])], 'expected 0 or 1')
    .nullish()
    .transform((crowd) => crowd === '1' || crowd === 'true' || (typeof crowd !== 'string' && Boolean(crowd))),
});

/** The names that COCO's results go by numbers for. */
export interface CocoIndex {
  /** `file_name` of each photo. */
  readonly photos: ReadonlyMap<string, string>;
  /** The categories that mean faces: exporters list some twice, as a group and as its member. */
  readonly categories: ReadonlySet<string>;
}

/** A face, in pixels of the photo. */
export interface CocoFace {
  readonly box: Box;
  /** Whether it stands for many. */
  readonly crowd: boolean;
}

/**
 * What COCO annotations call things.
 *
 * @param coco the parsed JSON
 * @param where what errors call it
 * @throws InputError that names the part that is wrong
 */
export function cocoIndex(coco: unknown, where: string, category?: string): CocoIndex {
  return indexOf(
    validate(indexSchema, coco, (path) => `${where}, ${path}`),
    where,
    category,
  );
}

/**
 * The photos of COCO annotations, by path, with their faces.
 *
 * @throws InputError that names the part that is wrong
 */
export function cocoPhotos(coco: unknown, where: string, category?: string): Map<string, CocoFace[]> {
  const parsed = validate(cocoSchema, coco, (path) => `${where}, ${path}`);
  const index = indexOf(parsed, where, category);
  const photos = new Map([...index.photos.values()].map((path) => [path, [] as CocoFace[]]));
  parsed.annotations.forEach((annotation, position) => {
    if (!index.categories.has(annotation.category_id)) return;
    const place = `${where}, annotations.${position}`;
    const path = index.photos.get(annotation.image_id);
    if (path === undefined) {
      throw new InputError(
        `${place}: is of image ${annotation.image_id}, which is not listed. Add it to the images, or leave this out.`,
      );
    }
    const { bbox, iscrowd } = validate(faceSchema, annotation, (part) => `${place}.${part}`);
    photos.get(path)!.push({ box: boxOf(bbox), crowd: iscrowd });
  });
  return photos;
}

function indexOf(
  { images, categories }: z.output<typeof indexSchema>,
  where: string,
  category: string | undefined,
): CocoIndex {
  const names = categories.map(({ name }) => name.trim());
  const meant = faceCategory(names, category?.trim(), where);
  const photos = new Map<string, string>();
  for (const { id, file_name } of images) {
    const other = photos.get(id) ?? file_name;
    if (other !== file_name) {
      throw new InputError(`${where}: ${other} and ${file_name} are both image ${id}. Give each a number of its own.`);
    }
    photos.set(id, file_name);
  }
  return { photos, categories: new Set(categories.filter((_, at) => names[at] === meant).map(({ id }) => id)) };
}

/** Where a side is negative, the box was drawn from another corner. */
function boxOf([x, y, width, height]: [number, number, number, number]): Box {
  return {
    x: Math.min(x, x + width),
    y: Math.min(y, y + height),
    width: Math.abs(width),
    height: Math.abs(height),
  };
}
