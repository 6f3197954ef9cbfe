import { DETECT_DEFAULTS } from '../../detect/defaults.js';
import { iou } from '../../geometry/box.js';
import type { Face } from '../../geometry/face.js';
import { coveredShare, maskOver } from '../../redact/mask.js';
import { step } from '../editing/history.js';
import { hiddenRegions, isHidden, type Region } from '../editing/region.js';
import { STRINGS } from '../strings.js';
import type { Photo } from './photo.js';
import { look, strictness } from './store.js';
import { detecting, picturing } from './workers.js';

/** Looks at a photo after which what is still found stops it from being saved. */
const ROUNDS = 3;

/** The least score of what is found then: masks make other things look a little like faces. */
const SURE = DETECT_DEFAULTS.threshold;

/** A box of which black covers this much shows nobody, whatever the detector takes the mask itself for. */
const COVERED = 0.75;

/** Overlap (IoU) above which a face is the one that the user wants to show. */
const SAME = 1 / 3;

export type SavingStep = keyof typeof STRINGS.saving.step;

/** A saved picture and the ending of its name. */
export interface SavedPhoto {
  readonly blob: Blob;
  readonly extension: string;
  /** Faces that only the second look found. */
  readonly more: number;
}

/**
 * The photo with its faces hidden, as a file. It is looked at once more with its masks: what is found then is hidden, too,
 * and counted. Then the file is decoded again and compared.
 *
 * @throws Error that says why where that cannot be; the signal's reason where it is aborted
 */
export async function hiddenPhoto(
  photo: Photo,
  signal: AbortSignal,
  onStep: (step: SavingStep) => void,
): Promise<SavedPhoto> {
  const { file } = photo;
  let more = 0;
  for (let round = 1; hiddenFaces(photo).length > 0; round += 1) {
    onStep('hiding');
    const painted = await picturing.call('hide', { file, faces: hiddenFaces(photo), look: look.value }, { signal });
    signal.throwIfAborted();
    onStep('looking');
    const { faces } = await detecting.call(
      'find',
      { photo: painted, threshold: SURE },
      { signal, transfer: [painted.data.buffer] },
    );
    const remaining = faces.filter((face) => !isSettled(face, photo.regions.value.value));
    if (remaining.length === 0) break;
    if (round > ROUNDS) throw new Error(STRINGS.saving.remaining(remaining.length));
    more += hideMore(photo, remaining, round);
  }
  signal.throwIfAborted();
  onStep('writing');
  const saved = await picturing.call('save', { file, faces: hiddenFaces(photo), look: look.value }, { signal });
  return { ...saved, more };
}

function hiddenFaces(photo: Photo) {
  const regions = hiddenRegions(photo.regions.value.value, strictness.value.threshold);
  return regions.map(({ box, round = 0 }) => ({ box, round }));
}

/** Whether the user wants the face to be seen, or nobody can be seen there. */
function isSettled({ box }: Face, regions: readonly Region[]): boolean {
  if (regions.some((region) => region.decision === 'show' && iou(region.box, box) > SAME)) return true;
  const { hiding, shape, scale } = look.value;
  if (hiding !== 'solid') return false;
  const masks = regions
    .filter((region) => isHidden(region, strictness.value.threshold))
    .map((region) => maskOver(region.box, shape, scale));
  return coveredShare(box, masks) >= COVERED;
}

/** Faces that are found again behind their own masks are hidden more strongly, others as well. Returns how many those are. */
function hideMore(photo: Photo, faces: readonly Face[], round: number): number {
  const history = photo.regions.value;
  const { shape, scale } = look.value;
  const regions = [...history.value];
  let id = Math.max(0, ...regions.map((region) => region.id));
  let more = 0;
  for (const { box, score } of faces) {
    const behind = regions.findIndex(
      (region) =>
        isHidden(region, strictness.value.threshold) &&
        coveredShare(box, [maskOver(region.box, shape, scale)]) >= COVERED,
    );
    if (behind >= 0) {
      regions[behind] = { ...regions[behind]!, round, decision: 'hide' };
      continue;
    }
    id += 1;
    more += 1;
    regions.push({ id, box, score, round, decision: 'hide' });
  }
  photo.regions.value = step(history, regions);
  return more;
}
