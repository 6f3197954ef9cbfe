import type { Face } from '../geometry/face.js';
import { compose, invert, move, type Similarity, STILL, scaleOf } from './similarity.js';
import type { FrameFaces } from './track.js';

/**
 * A face that was found in a frame, in the coordinates of its shot's first frame: there a still face stays where it is however
 * the camera moves.
 */
export interface Observation {
  /** Its number in its shot. */
  readonly id: number;
  readonly frame: number;
  readonly time: number;
  /** How sure the detector was, 0 to 1. */
  readonly score: number;
  /** Centre. */
  readonly x: number;
  readonly y: number;
  /** Natural logarithms of the sides: sizes change by factors. */
  readonly width: number;
  readonly height: number;
}

/** The frames between two cuts. */
export interface Shot {
  /** Number of its first frame. */
  readonly first: number;
  readonly times: readonly number[];
  /** For each frame, what takes the coordinates of the shot's first frame into the frame's own. */
  readonly views: readonly Similarity[];
  readonly observations: Observations;
  /** For each frame, how many up to it were looked at. */
  readonly looked: Uint32Array;
}

/** No side is shorter than this, in pixels: empty boxes have a size too. */
const SHORTEST = 0.5;

/** Cuts a video into shots. */
export function shotsOf(frames: readonly FrameFaces[]): Shot[] {
  const starts = frames.flatMap(({ cut }, index) => (index === 0 || cut === true ? [index] : []));
  return starts.map((first, index) => shotOf(frames.slice(first, starts[index + 1]), first));
}

function shotOf(frames: readonly FrameFaces[], first: number): Shot {
  let view = STILL;
  const views = frames.map(({ motion }, index) => {
    if (index > 0 && motion !== undefined) view = compose(view, motion);
    return view;
  });
  const times = frames.map(({ time }) => time);
  const looked = new Uint32Array(frames.length);
  let count = 0;
  for (const [index, { skipped }] of frames.entries()) looked[index] = skipped ? count : ++count;
  return { first, times, views, observations: new Observations(frames, first, views), looked };
}

/** Numbers an observation: centre, logarithms of the sides, score. */
const PER_FACE = 5;

/** All that was found in a shot, in 44 bytes each, numbered frame by frame and in each from left to right. */
export class Observations {
  readonly #numbers: Float64Array;
  readonly #frames: Uint32Array;
  readonly #starts: Uint32Array;
  readonly #times: readonly number[];
  readonly #first: number;

  constructor(frames: readonly FrameFaces[], first: number, views: readonly Similarity[]) {
    this.#first = first;
    this.#times = frames.map(({ time }) => time);
    this.#starts = new Uint32Array(frames.length + 1);
    for (const [index, { faces }] of frames.entries()) this.#starts[index + 1] = this.#starts[index]! + faces.length;
    const count = this.#starts[frames.length]!;
    this.#numbers = new Float64Array(count * PER_FACE);
    this.#frames = new Uint32Array(count);
    for (const [index, { faces }] of frames.entries()) {
      const back = invert(views[index]!);
      const seen = faces.map((face) => placeOf(face, back)).sort(inOrder);
      for (const [at, { x, y, width, height, score }] of seen.entries()) {
        const id = this.#starts[index]! + at;
        this.#frames[id] = index;
        this.#numbers.set([x, y, width, height, score], id * PER_FACE);
      }
    }
  }

  /** In how many frames it may be that something was found. */
  get frames(): number {
    return this.#starts.length - 1;
  }

  /** How many there are in a frame of the shot, from 0. */
  countIn(index: number): number {
    return this.#starts[index + 1]! - this.#starts[index]!;
  }

  /** Those of a frame, from left to right: an order that does not hang on that in which a detector gives faces. */
  inFrame(index: number): Observation[] {
    return Array.from({ length: this.countIn(index) }, (_, at) => this.at(this.#starts[index]! + at));
  }

  /** The number of an observation's frame in the video. */
  frameOf(id: number): number {
    return this.#first + this.#frames[id]!;
  }

  scoreOf(id: number): number {
    return this.#numbers[id * PER_FACE + 4]!;
  }

  at(id: number): Observation {
    const index = this.#frames[id]!;
    const from = id * PER_FACE;
    const numbers = this.#numbers;
    return {
      id,
      frame: this.#first + index,
      time: this.#times[index]!,
      score: numbers[from + 4]!,
      x: numbers[from]!,
      y: numbers[from + 1]!,
      width: numbers[from + 2]!,
      height: numbers[from + 3]!,
    };
  }
}

type Placed = Pick<Observation, 'x' | 'y' | 'width' | 'height' | 'score'>;

function placeOf({ box, score }: Face, back: Similarity): Placed {
  const [x, y] = move(back, box.x + box.width / 2, box.y + box.height / 2);
  const scale = scaleOf(back);
  const side = (length: number) => Math.log(Math.max(length, SHORTEST) * scale);
  return { x, y, width: side(box.width), height: side(box.height), score };
}

function inOrder(a: Placed, b: Placed): number {
  return a.x - b.x || a.y - b.y || a.width - b.width || a.height - b.height || a.score - b.score;
}
