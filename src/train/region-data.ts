import { fingerprint } from '../batch/weights-hash.js';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { CandidateSettings } from '../datasets/candidates.js';
import { loadPseudoLabels } from '../datasets/pseudo-labels.js';
import { loadRegions } from '../datasets/region-cache.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { holdBack } from '../datasets/training-split.js';
import { Detector } from '../detect/detector.js';
import { loadProposer, SHIPPED_WEIGHTS } from '../detect/load-proposer.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import { type Progress, UNWATCHED, type Watch } from '../runtime/watch.js';

/** The labelled candidates of the photos that train and of those that are held back. */
export interface RegionData {
  readonly train: readonly RegionSample[];
  readonly heldBack: readonly RegionSample[];
}

interface RegionOptions {
  /** Of the proposal network; the shipped ones by default. */
  readonly weights?: string | undefined;
  readonly threads?: number | undefined;
  /** Sides of the squares of photos that are kept, at most; see `loadRegions`. */
  readonly side?: number | undefined;
  readonly watch?: Watch | undefined;
}

/** Photos besides the data set's. */
export interface LabelledPhotos {
  /** File of photos that detectors labelled. */
  readonly pseudoLabels?: string | undefined;
  /** File of difference hashes of photos that must not train. */
  readonly heldOut?: string | undefined;
}

/**
 * The candidates in training photos, see `loadCandidates`.
 *
 * @param photos of the data set, those that are held back among them
 * @example
 * const { photos } = await loadWiderFace('wider', 'train');
 * const settings = ganSettings.classifier.parse({});
 * const regions = await loadRegionData(photos, 'regions', settings.labels, {});
 */
export async function loadRegionData(
  photos: readonly AnnotatedPhoto[],
  folder: string,
  settings: CandidateSettings,
  { pseudoLabels, heldOut, ...options }: RegionOptions & LabelledPhotos,
): Promise<RegionData> {
  const { train, heldBack } = holdBack(photos);
  const more =
    pseudoLabels === undefined ? [] : await loadPseudoLabels(pseudoLabels, { heldBack, heldOut }, options.watch?.tell);
  const load = (name: Part, part: readonly AnnotatedPhoto[]) => loadCandidates(part, name, folder, settings, options);
  return {
    heldBack: await load('held-back', heldBack),
    train: [...(await load('train', train)), ...(more.length > 0 ? await load('pseudo-labelled', more) : [])],
  };
}

/** What files of candidates are named after. */
type Part = 'held-back' | 'train' | 'pseudo-labelled';

/**
 * The candidates that the proposal network finds in photos, from `folder` or, where they are not there yet or are another
 * network's, found now.
 */
export async function loadCandidates(
  photos: readonly AnnotatedPhoto[],
  part: Part,
  folder: string,
  settings: CandidateSettings,
  { weights, threads, side, watch = UNWATCHED }: RegionOptions,
): Promise<RegionSample[]> {
  const inputs = {
    photos,
    settings,
    detector: await fingerprint(weights ?? SHIPPED_WEIGHTS),
    side,
  };
  const name = side === undefined ? part : `${part}-${side}`;
  let finder: Detector | undefined;
  let progress: Progress | undefined;
  try {
    return await loadRegions(folder, name, inputs, {
      signal: watch.signal,
      find: async (photo) => {
        finder ??= new Detector(await loadProposer({ weights, threads }), { threshold: EVALUATION_THRESHOLD });
        return (await finder.detect(photo)).faces;
      },
      onPhoto: () => {
        progress ??= watch.start(photos.length, 'photos');
        progress.advance(`candidates of ${part}`);
      },
      onLeftOut: (message) => watch.tell(`farface: left out of training: ${message}`),
    });
  } finally {
    progress?.stop();
    await finder?.dispose();
  }
}
