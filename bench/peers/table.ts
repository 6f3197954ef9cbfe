import { FALSE_MASKS } from '../../src/evaluate/exposure.js';
import { HEIGHT_RANGES, rangeName } from '../../src/evaluate/heights.js';
import { columns } from '../../src/evaluate/table.js';
import type { Standing } from './standings.js';

/**
 * One line a contestant: average precision by set and by height, mean time per photo, and how many times that of the
 * reference it is. The best of each column is marked `*`; `–`: no such face.
 */
export function standingsTable(standings: readonly Standing[]): string {
  const precisions = standings.map(({ sets, heights }) => [...sets, ...heights]);
  const names = precisions[0]?.map(({ name }) => name) ?? [];
  const best = names.map((_, column) => Math.max(...precisions.map((row) => row[column]!.averagePrecision)));
  const rows = standings.map(({ name, input, milliseconds, ratio }, index) => [
    `${name}, ${input}`,
    ...precisions[index]!.map(({ averagePrecision }, column) => precisionCell(averagePrecision, best[column]!)),
    milliseconds.toFixed(0),
    ratio.toFixed(2),
  ]);
  return columns([['contestant', ...names.map((name) => `${name} `), 'ms', '× reference'], ...rows]);
}

/** One line a contestant: the share of faces that stay visible at so many false masks a photo, and the threshold for it. */
export function exposureTable(standings: readonly Standing[], falseMasks: number): string {
  const heading = [`exposed at ${falseMasks} false masks a photo`, 'score ≥', 'all', ...HEIGHT_RANGES.map(rangeName)];
  const rows = standings.map(({ name, input, exposed }) => {
    const point = exposed[(FALSE_MASKS as readonly number[]).indexOf(falseMasks)]!;
    const share = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(3));
    const threshold = Number.isFinite(point.threshold) ? point.threshold.toFixed(3) : 'all';
    return [`${name}, ${input}`, threshold, share(point.exposed), ...point.ranges.map(share)];
  });
  return columns([heading, ...rows]);
}

function precisionCell(averagePrecision: number, best: number): string {
  if (Number.isNaN(averagePrecision)) return '– ';
  return `${averagePrecision.toFixed(3)}${averagePrecision === best ? '*' : ' '}`;
}
