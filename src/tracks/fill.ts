import type { Box } from '../geometry/box.js';
import type { Chain } from './chains.js';
import { predict, type State, sizeOf, smooth, start, update } from './motion-model.js';
import type { Shot } from './observation.js';
import { move, scaleOf } from './similarity.js';
import type { TrackBox } from './track.js';

/** Of how far a face may be from where it is expected, in deviations, the box where it was not found takes in this much. */
const DEVIATIONS = 0.5;

/** At most so many of its sizes on each side. */
const WIDEST = 0.25;

/**
 * A box in every frame from `coast` seconds before the first detection to `coast` seconds after the last, from all that is
 * known before and after. Boxes of frames without a detection grow with what is not known.
 */
export function fill(chain: Chain, shot: Shot, coast: number): TrackBox[] {
  const { times, first } = shot;
  const [begin, end] = [chain[0]!.frame - first, chain.at(-1)!.frame - first];
  const seen = new Map(chain.map((one) => [one.frame - first, one]));
  const states = smoothed(times.slice(begin, end + 1), (index) => seen.get(begin + index));
  const boxes: TrackBox[] = [];
  const add = (index: number, origin: TrackBox['origin'], state: State) => {
    const score = seen.get(index)?.face.score;
    boxes.push({
      ...{ frame: first + index, box: boxOf(state, shot, index, origin !== 'detected'), origin },
      ...(score !== undefined && { score }),
    });
  };
  for (let index = firstWithin(times, begin, coast); index < begin; index++) {
    add(index, 'before', predict(states[0]!, times[index]!));
  }
  for (let index = begin; index <= end; index++) {
    add(index, seen.has(index) ? 'detected' : 'between', states[index - begin]!);
  }
  for (let index = end + 1; index < times.length && times[index]! - times[end]! <= coast + SLACK; index++) {
    add(index, 'after', predict(states.at(-1)!, times[index]!));
  }
  return boxes;
}

/** Seconds: times are sums. */
const SLACK = 1e-6;

function firstWithin(times: readonly number[], begin: number, coast: number): number {
  let index = begin;
  while (index > 0 && times[begin]! - times[index - 1]! <= coast + SLACK) index--;
  return index;
}

/** What is known at each time from all detections; the first time has one. */
function smoothed(times: readonly number[], seen: (index: number) => Chain[number] | undefined): State[] {
  const states = [start(seen(0)!)];
  const predictions = [states[0]!];
  for (let index = 1; index < times.length; index++) {
    const predicted = predict(states[index - 1]!, times[index]!);
    const found = seen(index);
    predictions.push(predicted);
    states.push(found === undefined ? predicted : update(predicted, found));
  }
  for (let index = times.length - 2; index >= 0; index--) {
    if (times[index + 1]! === times[index]!) states[index] = states[index + 1]!;
    else states[index] = smooth(states[index]!, predictions[index + 1]!, states[index + 1]!);
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
