import { modelSettings } from '../batch/model-settings.js';
import { pixelsOf } from '../batch/photo-file.js';
import { runBatch } from '../batch/run-batch.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { createDetector, type Detection, type Detector } from '../detect/detector.js';
import type { DetectorOptions } from '../detect/options.js';
import { facesLine } from '../formats/faces-lines.js';
import { rescale } from '../geometry/box.js';
import { scaleImage } from '../image/scale.js';
import { readImage } from '../platform/node/read-image.js';
import { type Progress, UNWATCHED, type Watch } from '../runtime/watch.js';
import { imageOf } from './predictions/photo-index.js';
import { PredictionFile } from './predictions/prediction-file.js';

/** How the detector is run over a benchmark. */
export interface BenchmarkDetection {
  /** Which networks, and how they look. */
  readonly models: DetectorOptions;
  /** Average precision counts unsure detections too. */
  readonly threshold: number;
  readonly nms: number;
  readonly maxSide?: number | undefined;
  /** Photos are enlarged by this before they are looked at. */
  readonly scale: number;
}

/**
 * Runs the detector over the photos that the folder's predictions do not have yet, and adds them. Photos that fail are
 * told and noted.
 *
 * @returns whether all are done: false where the watcher stopped it
 */
export async function detectBenchmark(
  photos: readonly AnnotatedPhoto[],
  folder: string,
  { threshold, nms, maxSide, scale, models }: BenchmarkDetection,
  watch: Watch = UNWATCHED,
): Promise<boolean> {
  const { signal } = watch;
  const file = await PredictionFile.open(folder, {
    threshold,
    nms,
    maxSide: maxSide ?? null,
    scale,
    ...(await modelSettings(models)),
  });
  const due = photos.filter((photo) => !file.done.has(imageOf(photo)));
  if (due.length === 0) return true;
  let faces = 0;
  await runBatch<AnnotatedPhoto, Opened, Detection>({
    signal,
    pixelsOf,
    open: async (closing) => ({
      detector: closing.add(await createDetector({ ...models, threshold, nms, maxSide }), (one) => one.dispose()),
      progress: closing.add(watch.start(photos.length, 'photos', photos.length - due.length), (one) => one.stop()),
    }),
    items: () => due,
    work: ({ path }, { detector }) => detectScaled(detector, path, scale, signal),
    take: async (photo, outcome, { progress }) => {
      const image = 'path' in photo ? imageOf(photo) : photo.name;
      if ('error' in outcome) progress.tell(`farface: ${outcome.error}`);
      else faces += outcome.value.faces.length;
      await file.append(facesLine({ image, ...('error' in outcome ? outcome : outcome.value) }));
      progress.advance(`${faces} detections`);
    },
  });
  return signal?.aborted !== true;
}

interface Opened {
  readonly detector: Detector;
  readonly progress: Progress;
}

async function detectScaled(detector: Detector, path: string, scale: number, signal?: AbortSignal): Promise<Detection> {
  const photo = await readImage(path);
  const { width, height } = photo;
  const { faces } = await detector.detect(scaleImage(photo, scale), { signal });
  return { width, height, faces: faces.map((face) => ({ ...face, box: rescale(face.box, 1 / scale) })) };
}
