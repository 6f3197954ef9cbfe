import type { Face } from '../../geometry/face.js';
import type { Problems } from './problems.js';

/** A face as a file has it: anything that is not a number is NaN. */
export interface PredictedNumbers {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

/** The face, or undefined, with the problem noted, where it cannot be scored. Scores need not lie between 0 and 1. */
export function checkedFace({ score, ...box }: PredictedNumbers, where: string, problems: Problems): Face | undefined {
  const { x, y, width, height } = box;
  if (!Number.isFinite(score)) {
    problems.add('scoreNotANumber', where);
    return undefined;
  }
  if (!([x, y, width, height].every(Number.isFinite) && width > 0 && height > 0)) {
    problems.add('boxWithoutSize', where);
    return undefined;
  }
  return { box, score };
}
