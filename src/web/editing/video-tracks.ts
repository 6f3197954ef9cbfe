import type { Box } from '../../geometry/box.js';
import type { FrameFaces, Track } from '../../tracks/track.js';
import type { Standing } from './region.js';

/** What the user decided of tracks, by their numbers: true hides. */
export type Decisions = ReadonlyMap<number, boolean>;

/** How a track stands: `nearly` is one that the detector was never sure of. */
export function standingOfTrack({ id, confidence }: Track, decisions: Decisions, threshold: number): Standing {
  const decision = decisions.get(id);
  if (decision !== undefined) return decision ? 'hidden' : 'shown';
  return confidence >= threshold ? 'hidden' : 'nearly';
}

/** Tracks as they are covered. */
export function decided(tracks: readonly Track[], decisions: Decisions, threshold: number): Track[] {
  return tracks.map((track) => ({ ...track, hidden: standingOfTrack(track, decisions, threshold) === 'hidden' }));
}

/** Those that a person should look at first: the ones that may be faces and are in sight, then by when they begin. */
export function inOrderOfDoubt(tracks: readonly Track[], decisions: Decisions, threshold: number): Track[] {
  const doubtful = (track: Track) => (standingOfTrack(track, decisions, threshold) === 'nearly' ? 0 : 1);
  return tracks.toSorted((a, b) => doubtful(a) - doubtful(b) || a.boxes[0]!.frame - b.boxes[0]!.frame);
}

/** The number of the frame that is shown at a time, in seconds. */
export function frameAt(frames: readonly FrameFaces[], time: number): number {
  let [low, high] = [0, frames.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    // Browsers name a frame by its time, rounded.
    if (frames[middle]!.time <= time + 1e-3) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a track's face is in a frame. */
export function boxAt({ boxes }: Track, frame: number): Box | undefined {
  return boxes[frame - boxes[0]!.frame]?.box;
}

/** The frame in which the detector was surest of a track. */
export function bestFrame({ boxes }: Track): number {
  return boxes.reduce((best, box) => ((box.score ?? 0) > (best.score ?? 0) ? box : best)).frame;
}
