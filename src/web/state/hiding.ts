import { intersection } from '../../geometry/box.js';
import { isCovered, maskOver } from '../../redact/mask.js';
import type { HiddenRegion } from '../../redact/region.js';
import { step } from '../editing/history.js';
import { foundIn, hiddenRegions, isHidden, type Region } from '../editing/region.js';
import { STRINGS } from '../strings.js';
import { type Photo, sizeOf } from './photo.js';
import { look, strictness } from './store.js';
import { detecting } from './workers.js';

/** A saved picture and the ending of its name. */
export interface SavedPhoto {
  readonly blob: Blob;
  readonly extension: string;
  /** Faces that only looking again found. */
  readonly more: number;
  /** What is not as in the original, in words. */
  readonly warnings?: readonly string[];
}

/**
 * The photo with its faces hidden, as `redact` writes it. It is looked at again with its masks: what is found then is hidden,
 * too, and counted.
 *
 * @param onProgress called with the share that is done, 0 to 1
 * @throws Error that says why where that cannot be; the signal's reason where it is aborted
 */
export async function hiddenPhoto(
  photo: Photo,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<SavedPhoto> {
  const { file, name } = photo;
  const regions = photo.regions.value.value;
  const { threshold } = strictness.value;
  const found = foundIn(hiddenRegions(regions, threshold));
  const call = { ...look.value, name, threshold, found, keep: shownBoxes(photo) };
  const redaction = await detecting.call('hide', { file, call }, { signal, onProgress });
  signal.throwIfAborted();
  const more = hideMore(photo, redaction.regions.slice(found.length));
  const { remaining, data, format } = redaction;
  if (remaining.length > 0) throw new Error(STRINGS.saving.remaining(remaining.length));
  const extension = format === 'jpeg' ? 'jpg' : format;
  // The worker's memory was given to this one, which nobody shares.
  return { blob: new Blob([Uint8Array.from(data)], { type: `image/${format}` }), extension, more };
}

/** Faces that the user wants to be seen. A list of faces may have some that lie beside the photo. */
function shownBoxes(photo: Photo) {
  const whole = { x: 0, y: 0, ...sizeOf(photo)! };
  const shown = photo.regions.value.value.filter(({ decision }) => decision === 'show');
  return shown.map(({ box }) => box).filter((box) => intersection(box, whole) > 0);
}

/** Faces that are found again behind their own masks are hidden more strongly, others as well. Returns how many those are. */
function hideMore(photo: Photo, found: readonly HiddenRegion[]): number {
  if (found.length === 0) return 0;
  const history = photo.regions.value;
  const { shape, scale } = look.value;
  const regions = [...history.value];
  let id = Math.max(0, ...regions.map((region) => region.id));
  let more = 0;
  for (const { box, score, round } of found) {
    const behind = regions.findIndex(
      (region) => isHidden(region, strictness.value.threshold) && isCovered(box, [maskOver(region.box, shape, scale)]),
    );
    if (behind >= 0) {
      regions[behind] = { ...regions[behind]!, round, decision: 'hide' };
      continue;
    }
    id += 1;
    more += 1;
    const sure = score === undefined ? {} : { score };
    regions.push({ id, box, round, decision: 'hide', ...sure } satisfies Region);
  }
  photo.regions.value = step(history, regions);
  return more;
}
