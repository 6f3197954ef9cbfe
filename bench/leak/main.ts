/**
 * `npm run bench:leak`: does memory grow? Detects and redacts over many photos, and makes and disposes of detectors.
 * It prints what the process holds, after garbage collection. See bench/README.md.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { collectInputs } from '../../src/batch/inputs.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress, type ProgressBar } from '../../src/cli/terminal/progress.js';
import { createDetector } from '../../src/detect/detector.js';
import { type DetectorOptions, detectFields } from '../../src/detect/options.js';
import { InputError } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { columns } from '../../src/evaluate/table.js';
import { redact } from '../../src/redact/redact.js';
import { runBenchmark } from '../command.js';
import { type Memory, memoryNow } from './memory.js';

interface Flags {
  readonly photos: string;
  readonly count: number;
  readonly detectors: number;
  readonly maxSide: number;
  readonly weights?: string;
  readonly threads: number;
}

/** Photos between two measurements. */
const EVERY = 100;
/** Photos after which memory pools have their size; growth counts from here. */
const SETTLED = 200;

async function bench({ photos, count, detectors, maxSide, weights, threads }: Flags): Promise<void> {
  const inputs = (await collectInputs([photos])).all;
  const paths = inputs.flatMap((input) => ('path' in input ? [input.path] : []));
  if (paths.length === 0) throw new InputError(`${photos}: no photo in this folder or below it.`);
  const options = { threads, maxSide, ...(weights !== undefined && { weights }) };
  const progress = createProgress(count + detectors, 'steps', true);
  const over = await overPhotos(paths, count, options, progress);
  const made = await overDetectors(paths[0]!, detectors, options, progress);
  progress.stop();

  print(`Detecting and redacting, ${count} photos (${paths.length} files again and again), MiB after collection:`);
  print(table('photos', over));
  print(growth('photo', over, SETTLED));
  print(`\nMaking a detector, detecting in one photo, disposing of it, ${detectors} times:`);
  print(table('detectors', made));
  print(growth('detector', made, 2));
}

type Series = readonly (Memory & { readonly done: number })[];

async function overPhotos(
  paths: readonly string[],
  count: number,
  options: DetectorOptions,
  progress: ProgressBar,
): Promise<Series> {
  const detector = await createDetector(options);
  const series = [{ done: 0, ...memoryNow() }];
  for (let done = 1; done <= count; done++) {
    const path = paths[done % paths.length]!;
    await detector.detect(path);
    await redact(path, detector);
    progress.advance();
    if (done % EVERY === 0 || done === count) series.push({ done, ...memoryNow() });
  }
  await detector.dispose();
  return series;
}

async function overDetectors(
  path: string,
  count: number,
  options: DetectorOptions,
  progress: ProgressBar,
): Promise<Series> {
  const series = [{ done: 0, ...memoryNow() }];
  for (let done = 1; done <= count; done++) {
    const detector = await createDetector(options);
    await detector.detect(path);
    await detector.dispose();
    progress.advance();
    series.push({ done, ...memoryNow() });
  }
  return series;
}

function table(unit: string, series: Series): string {
  const rows = series.map(({ done, resident, heap, buffers }) => [
    String(done),
    ...[resident, heap, buffers].map((mebibytes) => mebibytes.toFixed(1)),
  ]);
  return columns([[unit, 'resident', 'heap', 'buffers'], ...rows]);
}

/** From where memory has settled to the end. */
function growth(unit: string, series: Series, settled: number): string {
  const first = series.find(({ done }) => done >= settled) ?? series[0]!;
  const last = series.at(-1)!;
  const of = (key: keyof Memory) => `${(last[key] - first[key]).toFixed(1)} MiB`;
  return `growth from ${unit} ${first.done} to ${last.done}: resident ${of('resident')}, heap ${of('heap')}, buffers ${of('buffers')}`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const threads = integerBetween(1, 256);

await runBenchmark(
  new Command('bench:leak')
    .description('Memory over many photos and many detectors.')
    .option('--photos <folder>', 'photos to go through', 'node_modules/@vladmandic/face-api/demo')
    .addOption(numberOption('--count <number>', 'how many photos', integerBetween(1, 1_000_000)).default(1000))
    .addOption(numberOption('--detectors <number>', 'how many detectors', integerBetween(1, 10_000)).default(10))
    .addOption(numberOption('--max-side <pixels>', 'as in detect, to save time', detectFields.maxSide).default(640))
    .option('--weights <file>', "farface's weights (default: those that ship with it)")
    .addOption(numberOption('--threads <number>', 'threads of the network', threads).default(availableParallelism()))
    .action(bench),
);
