import { z } from 'zod';
import { checked, coordinate, extent, type FindPhoto, type ForeignPhoto, score } from './foreign-photo.js';

const detection = z.looseObject({
  label: z.union([z.string(), z.int()], 'expected a label'),
  bounding_box: z.tuple([coordinate, coordinate, extent, extent], 'expected [x, y, width, height] as shares'),
  confidence: score.nullish(),
});
const file = z.looseObject({
  classes: z.array(z.string()).nullish(),
  labels: z.record(
    z.string(),
    z.array(detection).nullable(),
    'expected labels by photo: export as FiftyOneImageDetectionDataset',
  ),
});

/** Reads the `labels.json` of a `FiftyOneImageDetectionDataset`. @throws InputError that names what is wrong */
export async function readFiftyOne(value: unknown, path: string, findPhoto: FindPhoto): Promise<ForeignPhoto[]> {
  const { classes, labels } = checked(file, value, path);
  return await Promise.all(
    Object.entries(labels).map(async ([key, detections]) => {
      const { image, width, height } = await findPhoto(key);
      const boxes = (detections ?? []).map(({ label, bounding_box: [x, y, wide, tall], confidence }) => ({
        label: typeof label === 'number' ? (classes?.[label] ?? String(label)) : label,
        box: { x: x * width, y: y * height, width: wide * width, height: tall * height },
        ...(confidence != null && { score: confidence }),
      }));
      return { image, width, height, boxes };
    }),
  );
}
