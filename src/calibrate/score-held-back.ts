import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { Detector } from '../detect/detector.js';
import type { Proposer } from '../detect/proposer.js';
import { rangeName, scoreByHeight } from '../evaluate/heights.js';
import { photoKey } from '../evaluate/predictions/photo-index.js';
import { WIDER_FACE } from '../evaluate/protocols.js';
import { rankPredictions } from '../evaluate/ranking.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import type { Face } from '../geometry/face.js';

/**
 * Scores a network on photos that it was not trained on: average precision over all faces that the annotators could
 * judge, as `heldBackAP`, and by height, as `heldBackAP 8–12` and so on, by WIDER FACE's protocol.
 *
 * @param proposer is disposed of
 */
export async function scoreHeldBack(
  photos: readonly AnnotatedPhoto[],
  proposer: Proposer,
  signal?: AbortSignal,
): Promise<Record<string, number>> {
  const detector = new Detector(proposer, { threshold: EVALUATION_THRESHOLD });
  const predictions = new Map<string, readonly Face[]>();
  try {
    for (const photo of photos) {
      if (signal?.aborted) return {};
      predictions.set(photoKey(photo), (await detector.detect(photo.path)).faces);
    }
  } finally {
    await detector.dispose();
  }
  const { all, ranges } = scoreByHeight(WIDER_FACE, rankPredictions(photos, predictions, WIDER_FACE.overlap));
  const entries = ranges.map(({ range, averagePrecision }) => [`heldBackAP ${rangeName(range)}`, averagePrecision]);
  const numbers: [string, number][] = [['heldBackAP', all.averagePrecision], ...(entries as [string, number][])];
  return Object.fromEntries(
    numbers.filter(([, value]) => Number.isFinite(value)).map(([name, value]) => [name, Number(value.toFixed(4))]),
  );
}
