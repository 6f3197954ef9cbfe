import { type Box, union } from '../geometry/box.js';
import type { Track } from './track.js';

/** What covers a track's face in one frame. */
export interface Covered {
  readonly track: Track;
  /** The track's box. */
  readonly box: Box;
  /** That, and what the detector found there in this frame. */
  readonly found: Box;
  /** That, and what it found shortly before and after, moved along with the face. */
  reach: Box;
}

/** What is known of one frame. */
export interface Moment {
  /** Seconds. */
  readonly time: number;
  readonly covered: readonly Covered[];
  /** Sure faces that are of no track. */
  readonly bare: readonly Box[];
}

/**
 * For how many seconds a box reaches forward and back: a detector's boxes tremble, and where one is too small for its face,
 * its neighbours seldom are. Chosen on clips of held-back photos, see docs/video-tracks.md.
 */
const REACH = 0.2;

/** Frames whose times are all alike reach over so many at most. */
const MOST = 64;

/** Lets what was found of a track in each frame reach into those shortly before and after. Goes through frames once, in order. */
export function* reaching(moments: Iterable<Moment>): Generator<Moment> {
  const open: Moment[] = [];
  for (const moment of moments) {
    while (open.length > 0 && (moment.time - open[0]!.time > REACH || open.length >= MOST)) yield open.shift()!;
    const now = new Map(moment.covered.map((one) => [one.track, one]));
    for (const { covered } of open) {
      for (const before of covered) {
        const after = now.get(before.track);
        if (after === undefined) continue;
        before.reach = union(before.reach, moved(after, before));
        after.reach = union(after.reach, moved(before, after));
      }
    }
    open.push(moment);
  }
  yield* open;
}

/** What was found in one frame, as it would lie around the face in another. */
function moved({ box: from, found }: Covered, { box: to }: Covered): Box {
  const dx = to.x + to.width / 2 - from.x - from.width / 2;
  const dy = to.y + to.height / 2 - from.y - from.height / 2;
  return { ...found, x: found.x + dx, y: found.y + dy };
}
