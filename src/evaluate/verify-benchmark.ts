import { fingerprint } from '../batch/fingerprint.js';
import { inOrder } from '../batch/in-order.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { Combination } from '../detect/combination.js';
import { precisionHere } from '../detect/precision.js';
import { createVerifier } from '../detect/verifier.js';
import { messageOf } from '../errors/errors.js';
import { facesLine } from '../formats/faces-lines.js';
import { readImage } from '../platform/node/read-image.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
import { imageOf, photoKey } from './predictions/photo-index.js';
import { PredictionFile } from './predictions/prediction-file.js';
import type { Predictions } from './ranking.js';

/** How candidates are judged. */
export interface BenchmarkVerification {
  /** File of the second stage. */
  readonly weights: string;
  /** Taller faces, weaker proposals and surer ones are not looked at. */
  readonly candidates: Pick<Combination, 'maxHeight' | 'minProposal' | 'maxProposal'>;
  readonly threads?: number | undefined;
  /** What stands beside the progress. */
  readonly label: string;
}

/**
 * Lets the second stage look at all that was found in photos, up to a height, and adds the photos that the folder's
 * predictions do not have yet, with the scores of both stages.
 *
 * @returns whether all are done: false where the watcher stopped it
 */
export async function verifyBenchmark(
  photos: readonly AnnotatedPhoto[],
  found: Predictions,
  folder: string,
  { weights, candidates: { maxHeight, minProposal, maxProposal }, threads, label }: BenchmarkVerification,
  watch: Watch = UNWATCHED,
): Promise<boolean> {
  const file = await PredictionFile.open(folder, {
    maxHeight,
    minProposal,
    maxProposal,
    verification: await fingerprint(weights),
    precision: await precisionHere(),
  });
  const due = photos.filter((photo) => !file.done.has(imageOf(photo)));
  if (due.length === 0) return true;
  const { signal } = watch;
  const verifier = await createVerifier({ weights, threads });
  const progress = watch.start(photos.length, 'photos', photos.length - due.length);
  const look = async (photo: AnnotatedPhoto): Promise<string> => {
    try {
      const image = await readImage(photo.path);
      const candidates = found.get(photoKey(photo)) ?? [];
      // Each stage's own word, so that any rule can be tried.
      const apart = { weight: 1, bias: 0, lift: 0, boxWeight: 1, nms: 1 };
      const every = { maxHeight, minProposal, maxProposal, maxCandidates: Math.max(1, candidates.length) };
      const faces = await verifier.verify(image, candidates, { ...apart, ...every, signal });
      return facesLine({ image: imageOf(photo), width: image.width, height: image.height, faces });
    } catch (error) {
      return facesLine({ image: imageOf(photo), error: messageOf(error) });
    }
  };
  for await (const line of inOrder(due, 1, look, signal)) {
    if (signal?.aborted) continue;
    await file.append(line);
    progress.advance(label);
  }
  progress.stop();
  await verifier.dispose();
  return signal?.aborted !== true;
}
