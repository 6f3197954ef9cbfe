import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../runtime/folders.js';
import type { Evaluation } from './evaluate.js';
import { exposureByAttribute, exposureRows, thresholdFor } from './exposure.js';
import { heightFigure, type NamedValues } from './figures/average-precision.js';
import { type Baselines, publishedCurves } from './figures/baselines.js';
import { exposureFigure } from './figures/exposure.js';
import { writeFigure } from './figures/figure.js';
import { precisionRecallFigure } from './figures/precision-recall.js';
import type { Title } from './figures/style.js';
import { HEIGHT_RANGES, rangeName } from './heights.js';
import type { ProblemReport } from './predictions/problems.js';
import { ATTRIBUTE_FALSE_MASKS } from './table.js';

/** What an evaluation is of. */
export interface Subject {
  /** The data set, as in `WIDER FACE val`. */
  readonly dataset: string;
  /** What found the faces, as tables and figures name it. */
  readonly detector: string;
}

/** The evaluation as `results.json` has it. What cannot be measured, for want of faces, is null. */
export function resultsOf(subject: Subject, evaluation: Evaluation, problems: readonly ProblemReport[]) {
  const { protocol, subset, photos, predictions, precision, operatingPoint, sets, heights } = evaluation;
  return {
    ...subject,
    protocol,
    subset: subset ?? null,
    photos,
    predictions,
    precision,
    scoreThresholdAtPrecision: orNull(operatingPoint.threshold),
    sets: sets.map(({ name, faces, averagePrecision, recallAtPrecision }) => ({
      name,
      faces,
      averagePrecision: orNull(averagePrecision),
      recallAtPrecision: faces ? orNull(recallAtPrecision) : null,
    })),
    heights: heights.map(({ range, faces, averagePrecision, recallAtPrecision, found }) => ({
      pixels: rangeName(range),
      faces,
      averagePrecision: orNull(averagePrecision),
      recallAtPrecision: faces ? orNull(recallAtPrecision) : null,
      foundAtScoreThreshold: faces ? orNull(found) : null,
    })),
    exposure: exposureRows(evaluation.exposure).map(({ allowed, threshold, falseMasks, exposed, ranges }) => ({
      falseMasksAllowed: allowed,
      scoreThreshold: Number.isFinite(threshold) ? orNull(threshold) : null,
      falseMasks: orNull(falseMasks),
      exposed: orNull(exposed),
      heights: ranges.map((share, range) => ({
        pixels: rangeName(HEIGHT_RANGES[range]!),
        faces: evaluation.exposure.faces[range]!,
        exposed: orNull(share),
      })),
    })),
    exposureByAttribute: exposureByAttribute(
      evaluation.exposure,
      thresholdFor(evaluation.exposure, ATTRIBUTE_FALSE_MASKS),
    ),
    problems,
  };
}

/**
 * Writes `results.json`; `curves.json`, which can be another evaluation's baseline; and the figures, SVG and PNG.
 *
 * @param baselines other detectors to draw beside this one
 * @returns the files' names in `folder`
 */
export async function writeReport(
  folder: string,
  subject: Subject,
  evaluation: Evaluation,
  problems: readonly ProblemReport[],
  baselines: Baselines = {},
): Promise<string[]> {
  const curves = publishedCurves(evaluation);
  await makeFolder(folder);
  const results = JSON.stringify(resultsOf(subject, evaluation, problems), null, 2);
  await writeFile(join(folder, 'results.json'), `${results}\n`);
  await writeFile(join(folder, 'curves.json'), `${JSON.stringify({ [subject.detector]: curves })}\n`);
  const names = ['results.json', 'curves.json'];

  for (const { name: set } of evaluation.sets) {
    const measured = curves[set];
    if (!measured) continue;
    const others = Object.entries(baselines).flatMap(([name, { [set]: curve }]) => (curve ? [{ name, ...curve }] : []));
    const figure = precisionRecallFigure(
      titleOf(subject, evaluation, set, others),
      { name: subject.detector, ...measured },
      others,
    );
    await writeFigure(join(folder, `precision-recall-${set}`), figure);
    names.push(`precision-recall-${set}.{svg,png}`);
  }
  await writeFigure(join(folder, 'face-height'), byHeight(subject, evaluation, baselines));
  const title = titleOf(subject, evaluation, 'faces that stay visible', []);
  await writeFigure(join(folder, 'exposure'), exposureFigure(title, evaluation.exposure));
  return [...names, 'face-height.{svg,png}', 'exposure.{svg,png}'];
}

/** What stands above a figure: what was measured, on which part of the data, and that the others were not. */
function titleOf({ dataset }: Subject, { subset }: Evaluation, what: string, others: readonly unknown[]): Title {
  const main = `${dataset}, ${what}`;
  if (subset === undefined) return { main };
  return { main, note: `${subset}${others.length > 0 ? '; others as published' : ''}` };
}

function byHeight(subject: Subject, evaluation: Evaluation, baselines: Baselines): string {
  const { heights, precision, operatingPoint } = evaluation;
  const ranges = heights.map(({ range }) => rangeName(range));
  const reached = !Number.isNaN(operatingPoint.threshold);
  const shares = heights.map(({ faces, found }) => (faces ? found : Number.NaN));
  const others = Object.entries(baselines)
    .map(([name, curves]): NamedValues => ({ name, values: ranges.map((range) => curves[range]?.ap ?? Number.NaN) }))
    .filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  const measured = {
    detector: subject.detector,
    ranges,
    faces: heights.map(({ faces }) => faces),
    averagePrecision: heights.map(({ averagePrecision }) => averagePrecision),
    ...(reached && { found: { values: shares, precision } }),
  };
  return heightFigure(titleOf(subject, evaluation, 'AP by face height', others), measured, others);
}

/** To six digits after the point; JSON has no NaN. */
function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6;
}
