import type { Box } from '../geometry/box.js';
import type { Chain } from './chains.js';
import { predict, type State, sizeOf, smooth, start, update } from './motion-model.js';
import type { Shot } from './observation.js';
import { PackedBoxes } from './packed-boxes.js';
import { move, scaleOf } from './similarity.js';
import type { PictureSize } from './track.js';

/** Of how far a face may be from where it is expected, in deviations, the box where it was not found takes in this much. */
const DEVIATIONS = 0.5;

/** At most so many of its sizes on each side. */
const WIDEST = 0.25;

/**
 * A box in every frame from `coast` seconds before the first detection to `coast` seconds after the last, from all that is
 * known before and after, as far as they are inside the picture. Boxes of frames without a detection grow with what is not
 * known.
 */
export function fill(chain: Chain, shot: Shot, coast: number, picture: PictureSize): PackedBoxes {
  const { times, first, observations } = shot;
  const [begin, end] = [observations.frameOf(chain[0]!) - first, observations.frameOf(chain.at(-1)!) - first];
  const states = smoothed(chain, shot, begin, end);
  const before: Box[] = [];
  for (let index = begin - 1; index >= 0 && times[begin]! - times[index]! <= coast + SLACK; index--)
    before.push(boxOf(predict(states[0]!, times[index]!), shot, index, true));
  const after: Box[] = [];
  for (let index = end + 1; index < times.length && times[index]! - times[end]! <= coast + SLACK; index++)
    after.push(boxOf(predict(states.at(-1)!, times[index]!), shot, index, true));
  // A track that has left the picture ends; between two detections it goes on even there.
  for (const ending of [before, after]) while (ending.length > 0 && !isInside(ending.at(-1)!, picture)) ending.pop();
  const boxes = new PackedBoxes(first + begin - before.length, before.length + end - begin + 1 + after.length);
  for (const box of before.reverse()) boxes.push(box, 'before');
  let next = 0;
  for (let index = begin; index <= end; index++) {
    const seen = next < chain.length && observations.frameOf(chain[next]!) - first === index;
    const box = boxOf(states[index - begin]!, shot, index, !seen);
    boxes.push(box, seen ? 'detected' : 'between', seen ? observations.scoreOf(chain[next++]!) : undefined);
  }
  for (const box of after) boxes.push(box, 'after');
  return boxes;
}

function isInside({ x, y, width, height }: Box, picture: PictureSize): boolean {
  return x < picture.width && y < picture.height && x + width > 0 && y + height > 0;
}

/** Seconds: times are sums. */
const SLACK = 1e-6;

/** What is known in each frame from the chain's first to its last, from all its detections. */
function smoothed(chain: Chain, { times, first, observations }: Shot, begin: number, end: number): State[] {
  const states = [start(observations.at(chain[0]!))];
  for (let index = begin + 1, next = 1; index <= end; index++) {
    const predicted = predict(states[index - begin - 1]!, times[index]!);
    const seen = observations.frameOf(chain[next]!) - first === index;
    states.push(seen ? update(predicted, observations.at(chain[next++]!)) : predicted);
  }
  for (let index = end - begin - 1; index >= 0; index--) {
    const [state, later] = [states[index]!, states[index + 1]!];
    // Predicted anew: kept, they would be as many again.
    states[index] = later.time === state.time ? later : smooth(state, predict(state, later.time), later);
  }
  return states;
}

/** The box of a state, in pixels of its frame. */
function boxOf(state: State, { views }: Shot, index: number, unseen: boolean): Box {
  const view = views[index]!;
  const scale = scaleOf(view);
  const margin = unseen ? Math.min(DEVIATIONS * Math.sqrt(state.pp), WIDEST * sizeOf(state)) * scale : 0;
  const width = Math.exp(state.width) * scale + 2 * margin;
  const height = Math.exp(state.height) * scale + 2 * margin;
  const [x, y] = move(view, state.x, state.y);
  return { x: x - width / 2, y: y - height / 2, width, height };
}
