import { z } from 'zod';
import { InputError } from '../../errors/errors.js';
import { checked, coordinate, extent, type ForeignBox, type ForeignPhoto, score } from './foreign-photo.js';

const id = z.union([z.int(), z.string()], 'expected an id');
const side = z.int('expected pixels').positive('expected pixels');
const file = z.looseObject({
  images: z.array(
    z.looseObject({ id, file_name: z.string('expected a path').min(1, 'expected a path'), width: side, height: side }),
    'expected a list of images',
  ),
  annotations: z.array(
    z.looseObject({
      image_id: id,
      category_id: id,
      bbox: z.tuple([coordinate, coordinate, extent, extent], 'expected [x, y, width, height]'),
      score: score.nullish(),
    }),
    'expected a list of annotations',
  ),
  categories: z.array(z.looseObject({ id, name: z.string('expected a name') }), 'expected a list of categories'),
});

/** Reads a COCO data set, as supervision, SAHI, FiftyOne and CVAT write it. @throws InputError that names what is wrong */
export function readCoco(value: unknown, path: string): ForeignPhoto[] {
  const { images, annotations, categories } = checked(file, value, path);
  const names = new Map(categories.map(({ id, name }) => [id, name]));
  const boxes = new Map<string | number, ForeignBox[]>(images.map(({ id }) => [id, []]));
  for (const [index, { image_id: image, category_id: category, bbox, score }] of annotations.entries()) {
    const ofPhoto = boxes.get(image);
    if (!ofPhoto) throw new InputError(`${path}, annotations.${index}.image_id: ${image} is none of its images.`);
    const [x, y, width, height] = bbox;
    const label = names.get(category) ?? String(category);
    ofPhoto.push({ label, box: { x, y, width, height }, ...(score != null && { score }) });
  }
  return images.map(({ id, file_name: image, width, height }) => ({ image, width, height, boxes: boxes.get(id)! }));
}
