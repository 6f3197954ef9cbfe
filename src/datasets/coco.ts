import { readFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, parse } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { AnnotatedFace } from './annotations.js';
import { faceCategory } from './category.js';
import { type ImageOptions, keepPresent, type LoadedPhotos } from './present-photos.js';

/** How to read a data set in COCO's format. */
export interface CocoOptions extends ImageOptions {
  /** Name of the category that means faces; by default the only one, or `face`. */
  readonly category?: string;
}

const side = z.number('expected a finite number');

/** What COCO's results need to be understood: which photo has which number, and which category is that of faces. */
const indexSchema = z.object({
  images: z.array(
    z.object({
      id: z.int('expected a whole number'),
      file_name: z
        .string('expected the path of a photo')
        .refine((path) => !isAbsolute(path) && !path.split(/[/\\]/).includes('..'), 'expected a path below the photos'),
    }),
  ),
  categories: z.array(z.object({ id: z.int('expected a whole number'), name: z.string('expected a name') })),
});

/** The parts of COCO's object detection format that say where things are. https://cocodataset.org/#format-data */
const cocoSchema = indexSchema.extend({
  annotations: z.array(
    z.object({
      image_id: z.int('expected a whole number'),
      category_id: z.int('expected a whole number'),
      bbox: z.tuple([side, side, side, side], 'expected [x, y, width, height]'),
      iscrowd: z.union([z.literal(0), z.literal(1)], 'expected 0 or 1').default(0),
    }),
  ),
});

/**
 * Loads faces annotated in COCO's format: crowds (`iscrowd`) and boxes of no size count as faces that the annotators
 * could not judge. The event of a photo is its folder below `images`, if any.
 *
 * @param annotations the JSON file
 * @param images folder that `file_name` starts from
 * @throws InputError that names the file and the part of it that is wrong
 */
export async function loadCoco(annotations: string, images: string, options: CocoOptions = {}): Promise<LoadedPhotos> {
  const coco = validate(cocoSchema, await readJson(annotations), (path) => `${annotations}, ${path}`);
  const categoryId = categoryIdOf(coco.categories, options.category, annotations);
  const faces = new Map<number, AnnotatedFace[]>(coco.images.map(({ id }) => [id, []]));
  for (const { image_id, category_id, bbox, iscrowd } of coco.annotations) {
    if (category_id !== categoryId) continue;
    const ofPhoto = faces.get(image_id);
    if (!ofPhoto) throw new InputError(`${annotations}: an annotation is of image ${image_id}, which is not listed.`);
    ofPhoto.push(toFace(bbox, iscrowd === 1));
  }
  const photos = coco.images.map(({ id, file_name }) => {
    const folder = dirname(file_name);
    return {
      event: folder === '.' ? '' : folder,
      name: parse(file_name).name,
      path: join(images, file_name),
      faces: faces.get(id)!,
    };
  });
  return keepPresent(photos, images, options);
}

/** The names that COCO's results go by numbers for. */
export interface CocoIndex {
  /** `file_name` of each photo. */
  readonly photos: ReadonlyMap<number, string>;
  /** The category that means faces. */
  readonly categoryId: number;
}

/**
 * What COCO annotations call things.
 *
 * @param coco the parsed JSON
 * @param where what errors call it
 * @throws InputError that names the part that is wrong
 */
export function cocoIndex(coco: unknown, where: string, category?: string): CocoIndex {
  const { images, categories } = validate(indexSchema, coco, (path) => `${where}, ${path}`);
  return {
    photos: new Map(images.map(({ id, file_name }) => [id, file_name])),
    categoryId: categoryIdOf(categories, category, where),
  };
}

function categoryIdOf(
  categories: z.output<typeof indexSchema>['categories'],
  named: string | undefined,
  where: string,
): number {
  const names = categories.map(({ name }) => name);
  const category = faceCategory(names, named, where);
  return categories.find(({ name }) => name === category)!.id;
}

function toFace([x, y, width, height]: [number, number, number, number], crowd: boolean): AnnotatedFace {
  const box = { x, y, width: Math.max(width, 0), height: Math.max(height, 0) };
  const invalid = crowd || box.width === 0 || box.height === 0;
  return { box, invalid, blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new InputError(`${path}: cannot be read as COCO annotations: ${messageOf(error)}`);
  }
}
