import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Combination } from '../detect/combination.js';
import { makeFolder } from '../runtime/folders.js';
import type { Evaluation } from './evaluate.js';
import { heightFigure } from './figures/average-precision.js';
import { writeFigure } from './figures/figure.js';
import { rangeName } from './heights.js';
import { columns } from './table.js';

/** A variant and how it scored. */
export interface AblationRow {
  readonly title: string;
  readonly evaluation: Evaluation;
  /** How both stages' scores were combined; absent for the proposals alone. */
  readonly combination?: Combination;
}

/** Average precision of all variants: by WIDER FACE's sets, then by face height in pixels. */
export function ablationTable(rows: readonly AblationRow[]): string {
  const { sets, heights, photos, subset } = rows[0]!.evaluation;
  const head = [
    'AP',
    ...sets.map(({ name }) => name),
    ...heights.map(({ range }) => rangeName(range)),
    'weight',
    'box',
    'up to',
  ];
  const body = rows.map(({ title, evaluation, combination }) => [
    title,
    ...[...evaluation.sets, ...evaluation.heights].map(({ averagePrecision }) =>
      Number.isNaN(averagePrecision) ? '–' : averagePrecision.toFixed(3),
    ),
    combination ? String(combination.weight) : '',
    combination ? String(combination.boxWeight) : '',
    combination ? `${combination.maxHeight} px` : '',
  ]);
  return `WIDER FACE val, ${subset ?? `${photos} photos`}\n\n${columns([head, ...body])}`;
}

/** Writes `ablation.json`, `ablation.txt` and a figure of average precision by face height, the full model in front. */
export async function writeAblation(folder: string, rows: readonly AblationRow[]): Promise<void> {
  await makeFolder(folder);
  const orNull = (value: number) => (Number.isNaN(value) ? null : value);
  const results = rows.map(({ title, evaluation, combination }) => ({
    title,
    combination: combination ?? null,
    photos: evaluation.photos,
    sets: Object.fromEntries(evaluation.sets.map(({ name, averagePrecision }) => [name, orNull(averagePrecision)])),
    heights: Object.fromEntries(
      evaluation.heights.map(({ range, averagePrecision }) => [rangeName(range), orNull(averagePrecision)]),
    ),
  }));
  await writeFile(join(folder, 'ablation.json'), `${JSON.stringify(results, null, 2)}\n`);
  await writeFile(join(folder, 'ablation.txt'), `${ablationTable(rows)}\n`);
  const [full, others] = [rows.at(-1)!, rows.slice(0, -1)];
  const valuesOf = ({ evaluation }: AblationRow) => evaluation.heights.map(({ averagePrecision }) => averagePrecision);
  const { subset, heights } = full.evaluation;
  const figure = heightFigure(
    { main: 'Ablation on WIDER FACE val', ...(subset !== undefined && { note: subset }) },
    {
      detector: full.title,
      ranges: heights.map(({ range }) => rangeName(range)),
      faces: heights.map(({ faces }) => faces),
      averagePrecision: valuesOf(full),
    },
    others.map((row) => ({ name: row.title, values: valuesOf(row) })),
  );
  await writeFigure(join(folder, 'ablation'), figure);
}
