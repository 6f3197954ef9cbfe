import { type Box, clip, intersection, iou } from '../geometry/box.js';
import { type TrackOptions, trackSettings } from './options.js';
import { type BoxesInTurn, boxesOf } from './packed-boxes.js';
import type { FrameFaces, PictureSize, Track } from './track.js';

/** A raw detection that overlaps a track's box by more than this (IoU) is of the same face. */
const SAME = 0.2;

/** A box of a track in one frame. */
interface Present {
  readonly track: Track;
  readonly box: Box;
}

/**
 * What is to be covered in each frame: the box of every hidden track, so large that it takes in what the detector found there
 * in that very frame, and every sure face beside. A face is left bare only where it is a revealed track's.
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
  const present = new PresentTracks(tracks);
  for (const [index, { faces }] of frames.entries()) {
    const now = present.at(index);
    const boxes = now.map(({ box }) => box);
    const bare: Box[] = [];
    for (const { box, score } of faces) {
      const own = ownerOf(box, now);
      if (own >= 0) {
        boxes[own] = union(boxes[own]!, box);
        // One that was not sure enough says nothing about a sure face; one that a person revealed does.
        const { hidden, confidence } = now[own]!.track;
        if (!hidden && confidence < threshold && score >= threshold) bare.push(box);
      } else if (score >= threshold) bare.push(box);
    }
    const hidden = boxes.filter((_, at) => now[at]!.track.hidden);
    yield [...hidden, ...bare]
      .map((box) => clip(pad(box, padding), picture.width, picture.height))
      .filter(({ width, height }) => width > 0 && height > 0);
  }
}

/** The track whose box a detection overlaps most; -1 where it is of none. */
function ownerOf(box: Box, now: readonly Present[]): number {
  let [best, owner] = [SAME, -1];
  for (const [index, present] of now.entries()) {
    if (intersection(box, present.box) === 0) continue;
    const overlap = iou(box, present.box);
    if (overlap > best) [best, owner] = [overlap, index];
  }
  return owner;
}

/** A track, and how far through its boxes the frames are. */
interface Going {
  readonly track: Track;
  readonly boxes: BoxesInTurn;
  at: number;
}

/** The tracks of one frame after the other, without looking at all of them. */
class PresentTracks {
  readonly #waiting: readonly Going[];
  #next = 0;
  #present: Going[] = [];

  constructor(tracks: readonly Track[]) {
    this.#waiting = tracks
      .map((track) => ({ track, boxes: boxesOf(track), at: 0 }))
      .filter(({ boxes }) => boxes.length > 0)
      .sort((a, b) => a.boxes.frameAt(0) - b.boxes.frameAt(0));
  }

  /** @param frame later than those asked for before */
  at(frame: number): Present[] {
    for (; this.#next < this.#waiting.length; this.#next++) {
      const going = this.#waiting[this.#next]!;
      if (going.boxes.frameAt(0) > frame) break;
      this.#present.push(going);
    }
    for (const one of this.#present) while (one.at < one.boxes.length && one.boxes.frameAt(one.at) < frame) one.at++;
    this.#present = this.#present.filter(({ boxes, at }) => at < boxes.length);
    return this.#present.flatMap(({ track, boxes, at }) => {
      return boxes.frameAt(at) === frame ? [{ track, box: boxes.boxAt(at) }] : [];
    });
  }
}

function union(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  return { x, y, width, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

function pad({ x, y, width, height }: Box, padding: number): Box {
  return { x: x - padding, y: y - padding, width: width + 2 * padding, height: height + 2 * padding };
}
