import type { Box } from '../../geometry/box.js';
import { coveredShare, maskOver } from '../../redact/mask.js';
import { redo, step, undo } from '../editing/history.js';
import {
  hiddenRegions,
  type Region,
  standingOf,
  toggled,
  withAdded,
  withBox,
  withNearlyHidden,
  without,
} from '../editing/region.js';
import { STRINGS } from '../strings.js';
import type { Photo } from './photo.js';
import { announcement, chosenId, look, strictness } from './store.js';

/** What the user does to the regions of a photo, each a step that can be undone. */

/** Pixels of the photo: faces whose middles are in one row are gone through from left to right. */
const ROW = 40;

function change(photo: Photo, regions: readonly Region[]): void {
  photo.regions.value = step(photo.regions.peek(), regions);
}

const regionsOf = (photo: Photo) => photo.regions.peek().value;

/** A nearly found face that masks cover this much is hidden already. */
const COVERED = 0.75;

/** What was asked last: a photo is drawn many times between two changes. */
let known: { readonly key: readonly unknown[]; readonly visible: readonly Region[] } | undefined;

/** Regions that are to be seen with these settings, row by row, as the keys go through them. */
export function visibleRegions(regions: readonly Region[]): readonly Region[] {
  const key = [regions, strictness.value, look.value];
  if (known === undefined || key.some((part, index) => part !== known?.key[index])) {
    known = { key, visible: findVisible(regions) };
  }
  return known.visible;
}

function findVisible(regions: readonly Region[]): Region[] {
  const { threshold, nearly } = strictness.value;
  const { shape, scale } = look.value;
  const masks = hiddenRegions(regions, threshold).map(({ box }) => maskOver(box, shape, scale));
  const visible = regions.filter((region) => {
    if (standingOf(region, threshold) !== 'nearly') return true;
    return (region.score ?? 1) >= nearly && coveredShare(region.box, masks) < COVERED;
  });
  const row = ({ box }: Region) => Math.round((box.y + box.height / 2) / ROW);
  return visible.sort((a, b) => row(a) - row(b) || a.box.x - b.box.x);
}

export function toggle(photo: Photo, id: number): void {
  const regions = toggled(regionsOf(photo), id, strictness.value.threshold);
  change(photo, regions);
  chosenId.value = id;
  announce(photo, id);
}

export function add(photo: Photo, box: Box): void {
  const regions = withAdded(regionsOf(photo), box);
  change(photo, regions);
  chosenId.value = regions.at(-1)?.id;
  announcement.value = STRINGS.stage.added;
}

/** Steps of keys that move or resize a region; together they are undone at once. */
let byKeys: { readonly id: number; readonly history: unknown } | undefined;

/** Moves or resizes a region. @param isKey one of many small steps */
export function reshape(photo: Photo, id: number, box: Box, isKey = false): void {
  const regions = withBox(regionsOf(photo), id, box);
  const history = photo.regions.peek();
  if (isKey && byKeys?.history === history && byKeys.id === id) photo.regions.value = { ...history, value: regions };
  else change(photo, regions);
  byKeys = isKey ? { id, history: photo.regions.peek() } : undefined;
}

export function remove(photo: Photo, id: number): void {
  change(photo, without(regionsOf(photo), id));
  if (!regionsOf(photo).some((region) => region.id === id)) chosenId.value = undefined;
  announcement.value = STRINGS.stage.removed;
}

/** Regions that may be faces and are in plain view. */
export function nearlyFound(photo: Photo): Region[] {
  const { threshold } = strictness.value;
  return visibleRegions(regionsOf(photo)).filter((region) => standingOf(region, threshold) === 'nearly');
}

export function hideNearly(photo: Photo): void {
  const shown = new Set(visibleRegions(regionsOf(photo)).map(({ id }) => id));
  const [near, far] = [true, false].map((wanted) => regionsOf(photo).filter(({ id }) => shown.has(id) === wanted));
  const hidden = new Map(withNearlyHidden(near!, strictness.value.threshold).map((region) => [region.id, region]));
  if (near!.length + far!.length > 0) {
    change(
      photo,
      regionsOf(photo).map((region) => hidden.get(region.id) ?? region),
    );
  }
}

export function undoLast(photo: Photo): void {
  photo.regions.value = undo(photo.regions.peek());
  announcement.value = STRINGS.stage.undone;
}

export function redoLast(photo: Photo): void {
  photo.regions.value = redo(photo.regions.peek());
  announcement.value = STRINGS.stage.redone;
}

/** The next or the previous region, row by row; the first or the last where none is chosen. */
export function choose(photo: Photo, steps: 1 | -1): Region | undefined {
  const visible = visibleRegions(regionsOf(photo));
  const at = visible.findIndex(({ id }) => id === chosenId.value);
  const next = at < 0 ? (steps > 0 ? 0 : visible.length - 1) : (at + steps + visible.length) % visible.length;
  const region = visible[next];
  chosenId.value = region?.id;
  if (region) announce(photo, region.id);
  return region;
}

/** Says which region is chosen and how it stands. */
function announce(photo: Photo, id: number): void {
  const visible = visibleRegions(regionsOf(photo));
  const at = visible.findIndex((region) => region.id === id);
  const region = visible[at];
  if (region) announcement.value = wordsFor(region, at, visible.length);
}

export function wordsFor(region: Region, at: number, total: number): string {
  const standing = STRINGS.stage.standing[standingOf(region, strictness.value.threshold)];
  return STRINGS.stage.face(at + 1, total, standing, region.box.height, region.score);
}
