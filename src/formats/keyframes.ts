import type { Box } from '../geometry/box.js';
import type { TrackBox } from '../tracks/track.js';

/** Pixels by which an edge may stray. */
const CLOSE = 0.5;

/**
 * The fewest boxes, taken greedily, from which straight lines stray nowhere by more than half a pixel: what a person can
 * edit. Each is as far from the last as that allows.
 */
export function keysOf(boxes: readonly TrackBox[]): TrackBox[] {
  const keys = boxes.slice(0, 1);
  for (let from = 0; from < boxes.length - 1; ) {
    let to = from + 1;
    // Doubling, then halving: a still face of hours takes few looks.
    let stride = 1;
    while (to + stride < boxes.length && stays(boxes, from, to + stride)) {
      to += stride;
      stride *= 2;
    }
    for (; stride >= 1; stride = Math.floor(stride / 2)) {
      if (to + stride < boxes.length && stays(boxes, from, to + stride)) to += stride;
    }
    keys.push(boxes[to]!);
    from = to;
  }
  return keys;
}

function stays(boxes: readonly TrackBox[], from: number, to: number): boolean {
  const [first, last] = [boxes[from]!, boxes[to]!];
  if (last.frame - first.frame !== to - from) return false;
  for (let at = from + 1; at < to; at++) {
    const share = (at - from) / (to - from);
    const { box } = boxes[at]!;
    for (const edge of EDGES) {
      const line = edge(first.box) + share * (edge(last.box) - edge(first.box));
      if (Math.abs(line - edge(box)) > CLOSE) return false;
    }
  }
  return true;
}

const EDGES: readonly ((box: Box) => number)[] = [
  ({ x }) => x,
  ({ y }) => y,
  ({ x, width }) => x + width,
  ({ y, height }) => y + height,
];
