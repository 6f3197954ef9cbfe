import { standingOf } from '../editing/region.js';
import { visibleRegions } from './edit.js';
import type { Photo } from './photo.js';
import { look, strictness } from './store.js';
import { trackStandings } from './video.js';

/** How the faces of a photo stand with the settings that there are now. */
export interface Standings {
  readonly hidden: number;
  /** In plain view, as the user decided. */
  readonly shown: number;
  /** In plain view, and perhaps faces. */
  readonly nearly: number;
}

export function standingsOf(photo: Photo): Standings {
  const counts = { hidden: 0, shown: 0, nearly: 0 };
  const standings = photo.video.value
    ? trackStandings(photo)
    : visibleRegions(photo.regions.value.value).map((region) => standingOf(region, strictness.value.threshold));
  for (const standing of standings) counts[standing] += 1;
  return counts;
}

/** All that decides what a saved file looks like. */
const savedAs = (photo: Photo) => [
  photo.regions.value.value,
  photo.decisions.value.value,
  strictness.value.threshold,
  look.value,
];

/** Remembers that the photo was saved as it is now. */
export function markSaved(photo: Photo): void {
  photo.saved.value = savedAs(photo);
}

/** Whether the photo was saved, and nothing of it was changed since. */
export function isSaved(photo: Photo): boolean {
  const now = savedAs(photo);
  return photo.saved.value?.every((part, index) => part === now[index]) ?? false;
}
