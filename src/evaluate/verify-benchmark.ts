import { pixelsOf } from '../batch/photo-file.js';
import { runBatch } from '../batch/run-batch.js';
import { fingerprint } from '../batch/weights-hash.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { Combination } from '../detect/combination.js';
import type { Detection } from '../detect/detector.js';
import { precisionHere } from '../detect/precision.js';
import { createVerifier, type Verifier } from '../detect/verifier.js';
import { facesLine } from '../formats/faces-lines.js';
import { readImage } from '../platform/node/read-image.js';
import { type Progress, UNWATCHED, type Watch } from '../runtime/watch.js';
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
  await runBatch<AnnotatedPhoto, Opened, Detection>({
    signal,
    pixelsOf,
    open: async (closing) => ({
      verifier: closing.add(await createVerifier({ weights, threads }), (one) => one.dispose()),
      progress: closing.add(watch.start(photos.length, 'photos', photos.length - due.length), (one) => one.stop()),
    }),
    items: () => due,
    work: async (photo, { verifier }) => {
      const image = await readImage(photo.path);
      const candidates = found.get(photoKey(photo)) ?? [];
      // Each stage's own word, so that any rule can be tried.
      const apart = { weight: 1, bias: 0, lift: 0, boxWeight: 1, nms: 1 };
      const every = { maxHeight, minProposal, maxProposal, maxCandidates: Math.max(1, candidates.length) };
      const faces = await verifier.verify(image, candidates, { ...apart, ...every, signal });
      return { width: image.width, height: image.height, faces };
    },
    take: async (photo, outcome, { progress }) => {
      const image = 'path' in photo ? imageOf(photo) : photo.name;
      await file.append(facesLine({ image, ...('error' in outcome ? outcome : outcome.value) }));
      progress.advance(label);
    },
  });
  return signal?.aborted !== true;
}

interface Opened {
  readonly verifier: Verifier;
  readonly progress: Progress;
}
