import type { Box } from '../geometry/box.js';
import { type BoxesInTurn, boxesOf } from './packed-boxes.js';
import type { Track } from './track.js';

/** A box of a track in one frame. */
export interface Present {
  readonly track: Track;
  readonly box: Box;
}

/** A track, and how far through its boxes the frames are. */
interface Going {
  readonly track: Track;
  readonly boxes: BoxesInTurn;
  at: number;
}

/** The tracks of one frame after the other, without looking at all of them. */
export class PresentTracks {
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
