import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { CandidateSettings } from '../datasets/candidates.js';
import { holdBack } from '../datasets/hold-back.js';
import { loadRegions } from '../datasets/region-cache.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { Detector } from '../detect/detector.js';
import { loadProposer, SHIPPED_WEIGHTS } from '../detect/load-proposer.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import { fingerprint } from './fingerprint.js';
import { createProgress } from './progress.js';

/** The labelled candidates of the photos that train and of those that are held back. */
export interface RegionData {
  readonly train: readonly RegionSample[];
  readonly heldBack: readonly RegionSample[];
}

/**
 * The candidates that the proposal network finds in training photos, from `folder` or, where they are not there yet or
 * are another network's, found now.
 *
 * @param weights of the proposal network; the shipped ones by default
 */
export async function loadRegionData(
  photos: readonly AnnotatedPhoto[],
  folder: string,
  settings: CandidateSettings,
  { weights, threads, signal }: { weights?: string | undefined; threads?: number | undefined; signal?: AbortSignal },
): Promise<RegionData> {
  const { train, heldBack } = holdBack(photos);
  const detector = await fingerprint(weights ?? SHIPPED_WEIGHTS);
  let finder: Detector | undefined;
  const load = async (name: string, part: readonly AnnotatedPhoto[]) => {
    let progress: ReturnType<typeof createProgress> | undefined;
    try {
      return await loadRegions(
        folder,
        name,
        { photos: part, settings, detector },
        {
          signal,
          find: async (photo) => {
            finder ??= new Detector(await loadProposer({ weights, threads }), { threshold: EVALUATION_THRESHOLD });
            return (await finder.detect(photo)).faces;
          },
          onPhoto: () => {
            progress ??= createProgress(part.length, 'photos', true);
            progress.advance(`candidates of ${name}`);
          },
          onLeftOut: (message) => void process.stderr.write(`farface: left out of training: ${message}\n`),
        },
      );
    } finally {
      progress?.stop();
    }
  };
  try {
    return { heldBack: await load('held-back', heldBack), train: await load('train', train) };
  } finally {
    await finder?.dispose();
  }
}
