import { join } from 'node:path';
import type { Combination } from '../detect/combination.js';
import { writeFileAtomically } from '../runtime/files.js';
import { makeFolder } from '../runtime/folders.js';
import type { Difference } from './bootstrap.js';
import { heightFigure } from './figures/average-precision.js';
import { writeFigure } from './figures/figure.js';
import { HEIGHT_RANGES, rangeName } from './heights.js';
import { columns } from './table.js';

/** A variant, how it scored, and how that compares with the baseline. */
export interface AblationRow {
  readonly title: string;
  /** Of the variant and of the baseline, means over the seeds. */
  readonly differences: readonly Difference[];
  /** How both stages' scores were combined, for each seed by the rule of either half of the photos; none for the proposals alone. */
  readonly combinations: readonly Combination[];
}

/** What an ablation came to. */
export interface AblationResult {
  /** Title of the row that the others are compared with. */
  readonly baseline: string;
  /** Photos held back from training that were scored. */
  readonly photos: number;
  /** Faces in them by `HEIGHT_RANGES`. */
  readonly faces: readonly number[];
  readonly seeds: readonly number[];
  readonly rows: readonly AblationRow[];
}

/** Columns of the table: the heights that a generator is for, all, and what stays exposed. */
const SHOWN = /^(AP, (all|4–8 px|8–12 px|12–16 px)|exposed)/;

/** A row a variant: what it scored, and below it by how much more or less than the baseline, with the range that photos leave open. */
export function ablationTable({ baseline, photos, seeds, rows }: AblationResult): string {
  const shown = (differences: readonly Difference[]) => differences.filter(({ name }) => SHOWN.test(name));
  const number = (value: number) => (Number.isNaN(value) ? '–' : value.toFixed(4));
  const signed = (value: number) => (Number.isNaN(value) ? '–' : `${value < 0 ? '' : '+'}${value.toFixed(4)}`);
  const head = ['', ...shown(rows[0]!.differences).map(({ name }) => name)];
  const body = rows.flatMap(({ title, differences }) => {
    const cells = shown(differences);
    const values = [title, ...cells.map(({ values }) => number(values[0]))];
    if (title === baseline) return [values];
    const ranges = cells.map(({ difference, low, high }) =>
      Number.isNaN(difference) ? '–' : `${signed(difference)} [${signed(low)}, ${signed(high)}]`,
    );
    return [values, [`  less ${baseline}`, ...ranges]];
  });
  const note = `Held-back photos of WIDER FACE train: ${photos}; means over seeds ${seeds.join(', ')}; in brackets 95 of 100 draws of photos.`;
  return `${note}\n\n${columns([head, ...body])}`;
}

/** Writes `ablation.json`, `ablation.txt` and a figure of average precision by face height, the full model in front. */
export async function writeAblation(folder: string, result: AblationResult): Promise<void> {
  await makeFolder(folder);
  // NaN becomes null.
  await writeFileAtomically(join(folder, 'ablation.json'), Buffer.from(`${JSON.stringify(result, null, 2)}\n`));
  await writeFileAtomically(join(folder, 'ablation.txt'), Buffer.from(`${ablationTable(result)}\n`));
  const [full, others] = [result.rows.at(-1)!, result.rows.slice(0, -1)];
  const names = HEIGHT_RANGES.map((range) => `AP, ${rangeName(range)} px`);
  const valuesOf = ({ differences }: AblationRow) =>
    names.map((name) => differences.find((one) => one.name === name)?.values[0] ?? Number.NaN);
  const figure = heightFigure(
    { main: 'Ablation', note: `${result.photos} photos held back from training` },
    {
      detector: full.title,
      ranges: HEIGHT_RANGES.map(rangeName),
      faces: result.faces,
      averagePrecision: valuesOf(full),
    },
    others.map((row) => ({ name: row.title, values: valuesOf(row) })),
  );
  await writeFigure(join(folder, 'ablation'), figure);
}
