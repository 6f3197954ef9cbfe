import { inOrder } from '../batch/in-order.js';
import { modelSettings } from '../batch/model-settings.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { createDetector, type Detection, type Detector } from '../detect/detector.js';
import type { DetectorOptions } from '../detect/options.js';
import { messageOf } from '../errors/errors.js';
import { facesLine } from '../formats/faces-lines.js';
import { rescale } from '../geometry/box.js';
import { scaleImage } from '../image/scale.js';
import { readImage } from '../platform/node/read-image.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
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
  const before = photos.length - due.length;
  const detector = await createDetector({ ...models, threshold, nms, maxSide });

  const look = async (photo: AnnotatedPhoto): Promise<{ line: string; error?: string; faces: number }> => {
    const image = imageOf(photo);
    try {
      const detection = await detectScaled(detector, photo.path, scale, signal);
      return { line: facesLine({ image, ...detection }), faces: detection.faces.length };
    } catch (error) {
      return { line: facesLine({ image, error: messageOf(error) }), error: messageOf(error), faces: 0 };
    }
  };

  const progress = watch.start(photos.length, 'photos', before);
  let faces = 0;
  // One photo ahead: it is decoded while the network looks at the one before.
  for await (const result of inOrder(due, 1, look, signal)) {
    // What Ctrl-C cut short did not fail.
    if (result.error !== undefined && signal?.aborted) continue;
    if (result.error !== undefined) progress.tell(`farface: ${result.error}`);
    await file.append(result.line);
    faces += result.faces;
    progress.advance(`${faces} detections`);
  }
  progress.stop();
  await detector.dispose();
  return signal?.aborted !== true;
}

async function detectScaled(detector: Detector, path: string, scale: number, signal?: AbortSignal): Promise<Detection> {
  const photo = await readImage(path);
  const { width, height } = photo;
  const { faces } = await detector.detect(scaleImage(photo, scale), { signal });
  return { width, height, faces: faces.map((face) => ({ ...face, box: rescale(face.box, 1 / scale) })) };
}
