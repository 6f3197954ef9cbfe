import type { Box } from '../../geometry/box.js';
import type { HiddenRegion } from '../../redact/region.js';

/** A part of a photo that is, or could be, hidden: found by the detector, or drawn by the user. */
export interface Region {
  readonly id: number;
  /** In pixels of the upright photo. */
  readonly box: Box;
  /** How sure the detector is, 0 to 1; absent where the user or a list of faces named the region. */
  readonly score?: number;
  /** What the user decided; until then the score does. */
  readonly decision?: 'hide' | 'show';
  /** Checks that still found a face behind the mask: each doubles the strength of a mosaic or a blur. */
  readonly round?: number;
}

/** What a region looks like: `nearly` is one that the detector took for a face, but not surely enough. */
export type Standing = 'hidden' | 'shown' | 'nearly';

/** @param threshold scores from here on are hidden, 0 to 1 */
export function standingOf({ score = 1, decision }: Region, threshold: number): Standing {
  if (decision === 'hide') return 'hidden';
  if (decision === 'show') return 'shown';
  return score >= threshold ? 'hidden' : 'nearly';
}

export const isHidden = (region: Region, threshold: number): boolean => standingOf(region, threshold) === 'hidden';

/** The faces that are hidden at this threshold, as saving and lists of faces take them. */
export function hiddenRegions(regions: readonly Region[], threshold: number): Region[] {
  return regions.filter((region) => isHidden(region, threshold));
}

/** Regions as redaction takes them. */
export function foundIn(regions: readonly Region[]): Pick<HiddenRegion, 'box' | 'round'>[] {
  return regions.map(({ box, round = 0 }) => ({ box, round }));
}

/** Regions from what a detector found. */
export function foundRegions(faces: readonly { readonly box: Box; readonly score: number }[]): Region[] {
  return faces.map(({ box, score }, index) => ({ id: index + 1, box, score }));
}

/** Reveals what is hidden and hides what is not. */
export function toggled(regions: readonly Region[], id: number, threshold: number): Region[] {
  return regions.map((region) =>
    region.id === id
      ? { ...region, decision: isHidden(region, threshold) ? ('show' as const) : ('hide' as const) }
      : region,
  );
}

/** Adds a region that the user drew; it is the last, and its number is new. */
export function withAdded(regions: readonly Region[], box: Box): Region[] {
  const id = Math.max(0, ...regions.map((region) => region.id)) + 1;
  return [...regions, { id, box, decision: 'hide' }];
}

/** A region in another place or of another size is the user's own, and hidden. */
export function withBox(regions: readonly Region[], id: number, box: Box): Region[] {
  return regions.map((region) => (region.id === id ? { ...region, box, decision: 'hide' as const } : region));
}

/** Takes out a region that the user drew. One that was found stays, in plain view, so that it can be hidden again. */
export function without(regions: readonly Region[], id: number): Region[] {
  return regions.flatMap((region) => {
    if (region.id !== id) return [region];
    return region.score === undefined ? [] : [{ ...region, decision: 'show' as const }];
  });
}

/** Hides all that were nearly found. */
export function withNearlyHidden(regions: readonly Region[], threshold: number): Region[] {
  return regions.map((region) =>
    standingOf(region, threshold) === 'nearly' ? { ...region, decision: 'hide' as const } : region,
  );
}
