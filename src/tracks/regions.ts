import { type Box, clip, iou, union } from '../geometry/box.js';
import { OverlapIndex } from '../geometry/overlap-index.js';
import { type TrackOptions, trackSettings } from './options.js';
import { type Present, PresentTracks } from './present-tracks.js';
import { type Covered, type Moment, reaching } from './reach.js';
import type { FrameFaces, PictureSize, Track } from './track.js';

/** A raw detection that overlaps a track's box by more than this (IoU) is of the same face. */
const SAME = 0.2;

/**
 * What is to be covered in each frame: the box of every hidden track, so large that it takes in what the detector found there
 * in that frame and shortly before and after, and every sure face beside. A face is left bare only where it is a revealed track's.
 *
 * The boxes are those of faces with `padding` around them, inside the picture; masks are larger by their scale (`maskOver`).
 *
 * @param tracks of `linkTracks`, or edited by a person
 * @returns for each frame, the boxes in pixels of the upright frame
 * @throws InputError where an option is out of its range
 * @example
 * const picture = { width: 640, height: 360 };
 * const faces = [{ box: { x: 10, y: 10, width: 8, height: 10 }, score: 0.9 }];
 * const frames = [{ time: 0, faces }];
 * const [first] = regionsByFrame(frames, linkTracks(frames, picture), picture, { padding: 2 });
 * console.log(first); // [{ x: 8, y: 8, width: 12, height: 14 }]
 */
export function regionsByFrame(
  frames: readonly FrameFaces[],
  tracks: readonly Track[],
  picture: PictureSize,
  options: TrackOptions = {},
): Box[][] {
  return [...eachFrameRegions(frames, tracks, picture, options)];
}

/** As `regionsByFrame`, frame by frame: those of hours need not be in memory at once. */
export function* eachFrameRegions(
  frames: readonly FrameFaces[],
  tracks: readonly Track[],
  picture: PictureSize,
  options: TrackOptions = {},
): Generator<Box[]> {
  const { threshold, padding } = trackSettings(options);
  for (const { covered, bare } of reaching(momentsOf(frames, tracks, threshold))) {
    yield [...covered.map(({ reach }) => reach), ...bare]
      .map((box) => clip(pad(box, padding), picture.width, picture.height))
      .filter(({ width, height }) => width > 0 && height > 0);
  }
}

/** What of each frame is a hidden track's, and the sure faces that are of none. */
function* momentsOf(frames: readonly FrameFaces[], tracks: readonly Track[], threshold: number): Generator<Moment> {
  const present = new PresentTracks(tracks);
  for (const [index, { time, faces }] of frames.entries()) {
    const now = present.at(index);
    const ownerOf = owners(now);
    const found = now.map(({ box }) => box);
    const bare: Box[] = [];
    for (const { box, score } of faces) {
      const own = ownerOf(box);
      if (own >= 0) {
        found[own] = union(found[own]!, box);
        // One that was not sure enough says nothing about a sure face; one that a person revealed does.
        const { hidden, confidence } = now[own]!.track;
        if (!hidden && confidence < threshold && score >= threshold) bare.push(box);
      } else if (score >= threshold) bare.push(box);
    }
    const covered: Covered[] = [];
    for (const [at, { track, box }] of now.entries())
      if (track.hidden) covered.push({ track, box, found: found[at]!, reach: found[at]! });
    yield { time, covered, bare };
  }
}

/** Finds the track whose box a detection overlaps most; -1 where it is of none. */
function owners(now: readonly Present[]): (box: Box) => number {
  const index = new OverlapIndex<{ readonly box: Box; readonly at: number }>(SAME);
  for (const [at, { box }] of now.entries()) index.add({ box, at });
  return (box) => {
    let [best, owner] = [SAME, -1];
    for (const one of index.all(box)) {
      const overlap = iou(box, one.box);
      if (overlap > best) [best, owner] = [overlap, one.at];
    }
    return owner;
  };
}

function pad({ x, y, width, height }: Box, padding: number): Box {
  return { x: x - padding, y: y - padding, width: width + 2 * padding, height: height + 2 * padding };
}
