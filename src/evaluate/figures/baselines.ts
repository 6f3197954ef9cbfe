import { z } from 'zod';
import { validate } from '../../errors/validate.js';
import { readJsonFile } from '../../runtime/text.js';
import type { Evaluation } from '../evaluate.js';
import { rangeName } from '../heights.js';
import type { Score } from '../score.js';

const share = z.number('expected a number from 0 to 1').min(0).max(1);

const curveSchema = z
  .object({
    /** Average precision. */
    ap: share,
    /** Rises. */
    recall: z.array(share).min(1),
    precision: z.array(share).min(1),
  })
  .refine(({ recall, precision }) => recall.length === precision.length, 'expected as many recalls as precisions');

/** A detector's curve over a set of faces. */
export type PublishedCurve = z.output<typeof curveSchema>;

/** A detector's curves by set: `easy`, `medium`, `hard`, `all`, and heights in pixels as in `8–12`. */
const curvesSchema = z.record(z.string(), curveSchema);
export type PublishedCurves = z.output<typeof curvesSchema>;

/** Detectors' curves by the detector's name. */
const baselinesSchema = z.record(z.string(), curvesSchema);
export type Baselines = z.output<typeof baselinesSchema>;

/** Reads curves to compare with. @throws InputError that names the file and the part of it that is wrong */
export async function readBaselines(path: string): Promise<Baselines> {
  const value = await readJsonFile(path, 'precision-recall curves');
  return validate(baselinesSchema, value, (part) => `${path}, ${part}`);
}

/** The curves of an evaluation, fit to be another one's baseline. */
export function publishedCurves({ sets, heights }: Evaluation): PublishedCurves {
  const named: [string, Score][] = [
    ...sets.map((set): [string, Score] => [set.name, set]),
    ...heights.map((height): [string, Score] => [rangeName(height.range), height]),
  ];
  return Object.fromEntries(
    named.filter(([, { curve }]) => curve.recall.length > 0).map(([name, score]) => [name, publish(score)]),
  );
}

/** Points this close in both recall and precision are one on paper. */
const CLOSE = 0.002;

/** The curve with as many points and digits as a figure can show. */
function publish({ averagePrecision, curve: { recall, precision } }: Score): PublishedCurve {
  const kept: number[] = [];
  recall.forEach((value, point) => {
    const last = kept.at(-1);
    const close =
      last !== undefined && value - recall[last]! < CLOSE && Math.abs(precision[point]! - precision[last]!) < CLOSE;
    if (!close || point === recall.length - 1) kept.push(point);
  });
  return {
    ap: rounded(averagePrecision),
    recall: kept.map((point) => rounded(recall[point]!)),
    precision: kept.map((point) => rounded(precision[point]!)),
  };
}

/** To four digits after the point. */
function rounded(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
