import type { Difference } from './bootstrap.js';
import type { Evaluation } from './evaluate.js';
import { type Exposure, exposureByAttribute, exposureRows, thresholdFor } from './exposure.js';
import { HEIGHT_RANGES, rangeName } from './heights.js';
import { PROBLEMS, type ProblemReport } from './predictions/problems.js';

/** A ratio, 0 to 1, as the field writes it: `0.738`, or `–` where there is nothing to measure. */
function ratio(value: number, digits = 3): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}

/** The scores as a person reads them in a terminal. */
export function evaluationTable(title: string, evaluation: Evaluation): string {
  const { subset, photos, predictions, precision, operatingPoint, sets, heights } = evaluation;
  const atPrecision = `recall at precision ${precision}`;
  const reached = !Number.isNaN(operatingPoint.threshold);
  const found = reached ? `found at score ≥ ${operatingPoint.threshold.toPrecision(3)}` : 'found';
  const setRows = sets.map(({ name, faces, averagePrecision, recallAtPrecision }) => [
    name,
    String(faces),
    ratio(averagePrecision, 5),
    ratio(faces ? recallAtPrecision : Number.NaN),
  ]);
  const heightRows = heights.map(({ range, faces, averagePrecision, recallAtPrecision, found: share }) => [
    `${rangeName(range)} px`,
    String(faces),
    ratio(averagePrecision),
    ratio(faces ? recallAtPrecision : Number.NaN),
    ratio(faces ? share : Number.NaN),
  ]);
  return [
    `${title}${subset === undefined ? '' : `, ${subset}`}`,
    `${photos} photos, ${predictions} predictions, protocol of ${evaluation.protocol}`,
    '',
    columns([['set', 'faces', 'AP', atPrecision], ...setRows]),
    '',
    columns([['height', 'faces', 'AP', atPrecision, found], ...heightRows]),
    '',
    reached
      ? `At score ≥ ${operatingPoint.threshold.toPrecision(3)} the precision over faces of all heights is ${precision}.`
      : `No score threshold gives a precision of ${precision} over faces of all heights.`,
    '',
    exposureTable(evaluation.exposure),
    '',
    attributeTable(evaluation.exposure),
  ].join('\n');
}

/** The share of faces that would stay visible, by height, at some false masks a photo. */
export function exposureTable(exposure: Exposure): string {
  const rows = exposureRows(exposure).map(({ allowed, threshold, exposed, ranges }) => [
    `at ${allowed} false masks a photo`,
    Number.isFinite(threshold) ? threshold.toFixed(3) : 'all',
    ratio(exposed),
    ...ranges.map((share) => ratio(share)),
  ]);
  return columns([['exposed', 'score ≥', 'all', ...HEIGHT_RANGES.map((range) => `${rangeName(range)} px`)], ...rows]);
}

/** False masks a photo at which faces of each kind are told: about those of `redact`'s default threshold. */
export const ATTRIBUTE_FALSE_MASKS = 4;

/** The share of faces of each kind that would stay visible. */
function attributeTable(exposure: Exposure): string {
  const rows = exposureByAttribute(exposure, thresholdFor(exposure, ATTRIBUTE_FALSE_MASKS));
  return columns([
    [`at ${ATTRIBUTE_FALSE_MASKS} false masks a photo`, 'faces', 'exposed'],
    ...rows.map(({ name, faces, exposed }) => [name, String(faces), ratio(exposed)]),
  ]);
}

/** Two detectors on the same photos, with the range that the choice of photos leaves open. */
export function differenceTable(names: readonly [string, string], differences: readonly Difference[]): string {
  const signed = (value: number) => (Number.isNaN(value) ? '–' : `${value > 0 ? '+' : ''}${value.toFixed(4)}`);
  const rows = differences.map(({ name, values, difference, low, high }) => [
    name,
    ...values.map((value) => ratio(value, 4)),
    signed(difference),
    `${signed(low)} to ${signed(high)}`,
    low <= 0 && high >= 0 ? 'may be chance' : '',
  ]);
  return columns([['', ...names, 'difference', '95 % of draws', ''], ...rows]);
}

/** Places named in the terminal; `results.json` has more. */
const NAMED = 3;

/** What was wrong with the predictions, or the empty string. */
export function problemList(problems: readonly ProblemReport[]): string {
  return problems
    .flatMap(({ kind, count, where }) => [
      `${count} ${PROBLEMS[kind]}:`,
      ...where.slice(0, NAMED).map((place) => `  ${place}`),
      ...(count > NAMED ? [`  … and ${count - NAMED} more`] : []),
    ])
    .join('\n');
}

/** Lines of a table: the first column to the left, the others to the right. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    )
    .join('\n');
}
