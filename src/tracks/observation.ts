import type { Face } from '../geometry/face.js';
import { compose, invert, move, type Similarity, STILL, scaleOf } from './similarity.js';
import type { FrameFaces } from './track.js';

/**
 * A face that was found in a frame, in the coordinates of its shot's first frame: there a still face stays where it is however
 * the camera moves.
 */
export interface Observation {
  readonly frame: number;
  readonly time: number;
  readonly face: Face;
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
  readonly observations: readonly (readonly Observation[])[];
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
  const observations = frames.map(({ time, faces }, index) => {
    const back = invert(views[index]!);
    return faces.map((face) => observe(face, first + index, time, back)).sort(inOrder);
  });
  return { first, times: frames.map(({ time }) => time), views, observations };
}

function observe(face: Face, frame: number, time: number, back: Similarity): Observation {
  const { box } = face;
  const [x, y] = move(back, box.x + box.width / 2, box.y + box.height / 2);
  const scale = scaleOf(back);
  const [width, height] = [box.width, box.height].map((side) => Math.log(Math.max(side, SHORTEST) * scale));
  return { frame, time, face, x, y, width: width!, height: height! };
}

/** From left to right: an order that does not hang on that in which a detector gives faces. */
function inOrder(a: Observation, b: Observation): number {
  return a.x - b.x || a.y - b.y || a.width - b.width || a.height - b.height || a.face.score - b.face.score;
}
