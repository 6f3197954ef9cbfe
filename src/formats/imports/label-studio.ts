import { z } from 'zod';
import { InputError } from '../../errors/errors.js';
import { LOCAL_FILES } from '../label-studio.js';
import { checked, coordinate, extent, type FindPhoto, type ForeignPhoto, score } from './foreign-photo.js';

const side = z.int('expected pixels').positive('expected pixels');
const rectangle = z.looseObject({
  type: z.literal('rectanglelabels'),
  original_width: side,
  original_height: side,
  value: z.looseObject({
    x: coordinate,
    y: coordinate,
    width: extent,
    height: extent,
    rotation: z.number().default(0),
    rectanglelabels: z.array(z.string()).min(1, 'expected a label'),
  }),
  score: score.nullish(),
});
const other = z.looseObject({ type: z.string('expected the type of a result') });
const results = z.array(
  z.union([rectangle, other.refine(({ type }) => type !== 'rectanglelabels', 'expected a rectangle')]),
);
const judged = z.looseObject({ result: results, was_cancelled: z.boolean().default(false) });
const tasks = z.array(
  z.looseObject({
    data: z.looseObject({
      image: z.string('expected the address of a photo').min(1, 'expected the address of a photo'),
    }),
    annotations: z.array(judged).default([]),
    predictions: z.array(judged).default([]),
  }),
  'expected a list of tasks: export as JSON',
);

/**
 * Reads Label Studio's tasks: of each the last annotation that was not cancelled, or else the last prediction.
 *
 * @throws InputError that names what is wrong
 */
export async function readLabelStudio(value: unknown, path: string, findPhoto: FindPhoto): Promise<ForeignPhoto[]> {
  return await Promise.all(
    checked(tasks, value, path).map(async ({ data, annotations, predictions }, index) => {
      const image = pathOf(data.image);
      const where = `${path}, task ${index + 1}`;
      const last = annotations.findLast((one) => !one.was_cancelled) ?? predictions.at(-1);
      const rectangles = (last?.result ?? []).filter(
        (one): one is z.output<typeof rectangle> => 'value' in one && one.type === 'rectanglelabels',
      );
      const [first] = rectangles;
      const photo = first
        ? { image, width: first.original_width, height: first.original_height }
        : await findPhoto(image);
      const boxes = rectangles.map(({ value, score, original_width: width, original_height: height }) => {
        if (value.rotation !== 0)
          throw new InputError(
            `${where}: has a rectangle that is turned by ${value.rotation} degrees; expected upright ones.`,
          );
        const box = {
          x: (value.x * width) / 100,
          y: (value.y * height) / 100,
          width: (value.width * width) / 100,
          height: (value.height * height) / 100,
        };
        return { label: value.rectanglelabels[0]!, box, ...(score != null && { score }) };
      });
      return { ...photo, boxes };
    }),
  );
}

/** The photo's path, from an address of local files or of anything else. */
function pathOf(address: string): string {
  const local = address.indexOf(LOCAL_FILES);
  const path =
    local >= 0
      ? address.slice(local + LOCAL_FILES.length)
      : address.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*\//i, '').replace(/^\/data\//, '');
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
