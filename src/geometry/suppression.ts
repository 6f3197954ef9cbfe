import { BoxIndex } from './box-index.js';
import type { Face } from './face.js';
import { ROW, ScoredBoxes } from './scored-boxes.js';

/**
 * Greedy non-maximum suppression: faces in the order of their scores, each dropped if its IoU with one that was kept
 * is above the threshold. Equal scores keep their order; one that is no number comes last, so that it takes no other's place.
 *
 * @param iouThreshold 0 to 1: at 0 no two overlapping boxes remain, at 1 all boxes do.
 * @returns the faces that remain, best first.
 */
export function suppress(faces: readonly Face[], iouThreshold: number): Face[] {
  return remaining(ScoredBoxes.of(faces), iouThreshold).map((index) => faces[index]!);
}

/** The same of boxes without objects. */
export function suppressBoxes(boxes: ScoredBoxes, iouThreshold: number): ScoredBoxes {
  const left = remaining(boxes, iouThreshold);
  const kept = new ScoredBoxes(left.length);
  for (const index of left) kept.addOf(boxes, index);
  return kept;
}

/** The numbers of those that remain, best first. */
function remaining(boxes: ScoredBoxes, iouThreshold: number): number[] {
  const { numbers, count } = boxes;
  const index = new BoxIndex(iouThreshold, count);
  const kept: number[] = [];
  const order = bestFirst(boxes.scores());
  for (let rank = 0; rank < count; rank++) {
    const one = order[rank]!;
    const at = ROW * one;
    const x = numbers[at]!;
    const y = numbers[at + 1]!;
    const width = numbers[at + 2]!;
    const height = numbers[at + 3]!;
    if (index.find(x, y, width, height) >= 0) continue;
    kept.push(one);
    index.add(x, y, width, height);
  }
  return kept;
}

/** The numbers of scores, the best ones' first, equal ones' in their order. */
export function bestFirst(scores: Float64Array): number[] {
  // Arrays are sorted in less time than typed arrays, most of all where runs of them are in order already.
  const order: number[] = [];
  for (let index = 0; index < scores.length; index++) order.push(index);
  return order.sort((a, b) => compareScores(scores[a]!, scores[b]!) || a - b);
}

/** Best first: an order for `sort` that holds whatever the scores are. */
export function byScore({ score: a }: Pick<Face, 'score'>, { score: b }: Pick<Face, 'score'>): number {
  return compareScores(a, b);
}

function compareScores(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return b - a;
}
