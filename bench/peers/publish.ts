import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { FALSE_MASKS } from '../../src/evaluate/exposure.js';
import { writeFigure } from '../../src/evaluate/figures/figure.js';
import { type FigureEntry, paretoFigure } from './figure.js';
import type { Precision, Standing } from './standings.js';
import { exposureTable, standingsTable } from './table.js';

/** What a run tells. */
export interface Results {
  /** Which photos, in words; says so where they are a part of the data set. */
  readonly photos: string;
  readonly threads: number;
  readonly standings: readonly Standing[];
}

/** Prints the table; writes `results.json` and the figure `pareto.svg` and `pareto.png` into `folder`. */
export async function publish(results: Results, folder: string): Promise<void> {
  const { photos, threads, standings } = results;
  process.stdout.write(`WIDER FACE val, ${photos}\n\n${standingsTable(standings)}\n\n`);
  for (const allowed of FALSE_MASKS) process.stdout.write(`${exposureTable(standings, allowed)}\n\n`);
  process.stdout.write(`Time without decoding the file, ${threads} threads; × reference: ÷ that of YuNet-n, native.\n`);

  await mkdir(folder, { recursive: true });
  const file = join(folder, 'results.json');
  await writeFile(file, `${JSON.stringify({ ...results, processor: cpus()[0]?.model.trim() }, undefined, 2)}\n`);

  const figure = paretoFigure(
    [
      { title: 'AP, hard set', entries: entries(standings, ({ sets }) => sets.at(-1)!) },
      { title: `AP, faces ${standings[0]!.tiny.name} px tall`, entries: entries(standings, ({ tiny }) => tiny) },
    ],
    'time per photo ÷ that of YuNet-n at native size',
    `WIDER FACE val, ${photos}. Dashed: the Pareto front.`,
  );
  const figures = await writeFigure(join(folder, 'pareto'), figure);
  process.stderr.write(`Written: ${[file, ...figures].join(', ')}\n`);
}

function entries(standings: readonly Standing[], precisionOf: (standing: Standing) => Precision): FigureEntry[] {
  return standings
    .map((standing) => ({
      family: standing.name,
      ours: standing.ours,
      label: `${standing.name}, ${standing.input}`,
      cost: standing.ratio,
      value: precisionOf(standing).averagePrecision,
    }))
    .filter(({ value }) => Number.isFinite(value));
}
