import type { Box } from '../../geometry/box.js';
import { coveredShare, isCovered, maskOver } from '../../redact/mask.js';
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
import { remembering } from './remember.js';
import { announcement, chosenId, look, strictness } from './store.js';

/** What the user does to the regions of a photo, each a step that can be undone. */

function change(photo: Photo, regions: readonly Region[]): void {
  photo.regions.value = step(photo.regions.peek(), regions);
}

const regionsOf = (photo: Photo) => photo.regions.peek().value;

/** Regions that are to be seen with these settings, row by row, as the keys go through them. */
export const visibleRegions = remembering(
  (regions: readonly Region[]) => [regions, strictness.value, look.value],
  (regions): readonly Region[] => findVisible(regions),
);

/** What the photo's masks cover. */
function masksOf(regions: readonly Region[]) {
  const { shape, scale } = look.value;
  return hiddenRegions(regions, strictness.value.threshold).map(({ box }) => maskOver(box, shape, scale));
}

function findVisible(regions: readonly Region[]): Region[] {
  const { threshold, nearly } = strictness.value;
  const masks = masksOf(regions);
  const visible = regions.filter((region) => {
    if (standingOf(region, threshold) !== 'nearly') return true;
    return (region.score ?? 1) >= nearly && !isCovered(region.box, masks);
  });
  return inReadingOrder(visible);
}

/** Row by row and each from left to right, as one reads: a row goes down by the height of its topmost face. */
function inReadingOrder(regions: readonly Region[]): Region[] {
  const middle = ({ box }: Region) => box.y + box.height / 2;
  const rows: Region[][] = [];
  for (const region of regions.toSorted((a, b) => middle(a) - middle(b))) {
    const first = rows.at(-1)?.[0];
    if (first && middle(region) - middle(first) <= first.box.height) rows.at(-1)!.push(region);
    else rows.push([region]);
  }
  return rows.flatMap((row) => row.sort((a, b) => a.box.x - b.box.x));
}

export function toggle(photo: Photo, id: number): void {
  const regions = toggled(regionsOf(photo), id, strictness.value.threshold);
  change(photo, regions);
  chosenId.value = id;
  announce(photo, id);
}

/** Adds a hidden region, unless all of it is hidden already: a mask inside another would be invisible. */
export function add(photo: Photo, box: Box): void {
  if (coveredShare(box, masksOf(regionsOf(photo))) === 1) {
    announcement.value = STRINGS.stage.already;
    return;
  }
  const regions = withAdded(regionsOf(photo), box);
  change(photo, regions);
  chosenId.value = regions.at(-1)?.id;
  announcement.value = STRINGS.stage.added;
}

/** Makes a region the one that keys act on, as it is. */
export function select(photo: Photo, id: number): void {
  chosenId.value = id;
  announce(photo, id);
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

/** The next or the previous region, row by row; the first or the last where none is chosen, none after the last. */
export function choose(photo: Photo, steps: 1 | -1): Region | undefined {
  const visible = visibleRegions(regionsOf(photo));
  const at = visible.findIndex(({ id }) => id === chosenId.value);
  const next = at < 0 ? (steps > 0 ? 0 : visible.length - 1) : at + steps;
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
