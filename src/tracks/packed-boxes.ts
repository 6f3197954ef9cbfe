import type { Box } from '../geometry/box.js';
import type { Track, TrackBox } from './track.js';

const ORIGINS = ['detected', 'between', 'before', 'after', 'edited'] as const satisfies TrackBox['origin'][];

/** Numbers a box: its place, its size, and a score or NaN. */
const PER_BOX = 5;

/** The boxes of a track, one a frame from `first` on, in 41 bytes each. */
export class PackedBoxes {
  readonly #numbers: Float64Array;
  readonly #origins: Uint8Array;
  #length = 0;

  /** @param most how many there may be */
  constructor(
    readonly first: number,
    most: number,
  ) {
    this.#numbers = new Float64Array(most * PER_BOX);
    this.#origins = new Uint8Array(most);
  }

  get length(): number {
    return this.#length;
  }

  /** Adds the box of the next frame. */
  push({ x, y, width, height }: Box, origin: TrackBox['origin'], score = Number.NaN): void {
    const at = this.#length * PER_BOX;
    this.#numbers[at] = x;
    this.#numbers[at + 1] = y;
    this.#numbers[at + 2] = width;
    this.#numbers[at + 3] = height;
    this.#numbers[at + 4] = score;
    this.#origins[this.#length++] = ORIGINS.indexOf(origin);
  }

  boxAt(index: number): Box {
    const at = index * PER_BOX;
    const numbers = this.#numbers;
    return { x: numbers[at]!, y: numbers[at + 1]!, width: numbers[at + 2]!, height: numbers[at + 3]! };
  }

  at(index: number): TrackBox {
    const score = this.#numbers[index * PER_BOX + 4]!;
    return {
      frame: this.first + index,
      box: this.boxAt(index),
      ...(!Number.isNaN(score) && { score }),
      origin: ORIGINS[this.#origins[index]!]!,
    };
  }

  toArray(): TrackBox[] {
    return Array.from({ length: this.#length }, (_, index) => this.at(index));
  }
}

const PACKED = new WeakMap<Track, PackedBoxes>();

/** A track whose `boxes` are made anew whenever they are asked for; a copy of it, by spreading, has its own. */
export function packedTrack(
  id: number,
  packed: PackedBoxes,
  { hidden, confidence }: Pick<Track, 'hidden' | 'confidence'>,
): Track {
  const track: Track = {
    id,
    get boxes() {
      return packed.toArray();
    },
    hidden,
    confidence,
  };
  PACKED.set(track, packed);
  return track;
}

/** The same track, hidden or revealed, without unpacking it. */
export function withHidden(track: Track, hidden: boolean): Track {
  const packed = PACKED.get(track);
  return packed ? packedTrack(track.id, packed, { hidden, confidence: track.confidence }) : { ...track, hidden };
}

/** A track's boxes one by one, without unpacking all. */
export interface BoxesInTurn {
  readonly length: number;
  frameAt(index: number): number;
  boxAt(index: number): Box;
}

export function boxesOf(track: Track): BoxesInTurn {
  const packed = PACKED.get(track);
  if (packed) return { length: packed.length, frameAt: (at) => packed.first + at, boxAt: (at) => packed.boxAt(at) };
  const { boxes } = track;
  return { length: boxes.length, frameAt: (at) => boxes[at]!.frame, boxAt: (at) => boxes[at]!.box };
}
