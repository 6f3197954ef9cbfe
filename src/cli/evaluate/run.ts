import { basename, resolve } from 'node:path';
import type { AnnotatedPhoto } from '../../datasets/annotations.js';
import type { BenchmarkData } from '../../evaluate/benchmarks.js';
import { compareDetectors } from '../../evaluate/bootstrap.js';
import { type BenchmarkDetection, detectBenchmark } from '../../evaluate/detect-benchmark.js';
import { evaluate } from '../../evaluate/evaluate.js';
import { readBaselines } from '../../evaluate/figures/baselines.js';
import type { CocoResultOptions } from '../../evaluate/predictions/coco-results.js';
import { Problems } from '../../evaluate/predictions/problems.js';
import { noteMissing, readPredictions } from '../../evaluate/predictions/read.js';
import type { Predictions } from '../../evaluate/ranking.js';
import { resultsOf, writeReport } from '../../evaluate/report.js';
import { chooseSubset, type SubsetOptions } from '../../evaluate/subset.js';
import { differenceTable, evaluationTable, problemList } from '../../evaluate/table.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { EXIT } from '../terminal/exit.js';
import { watchFromTerminal } from '../terminal/watch.js';

/** The command line of `farface evaluate …`, as far as it is the same for all data sets. */
export interface EvaluateFlags extends Omit<BenchmarkDetection, 'models'>, ModelFlags, SubsetOptions {
  readonly quiet?: true;
  readonly predictions?: string;
  readonly out: string;
  readonly name?: string;
  readonly atPrecision: number;
  readonly baselines?: string;
  readonly json?: true;
  /** Predictions of another detector to compare with. */
  readonly compare?: string;
  /** What COCO results need, where the predictions are such. */
  readonly coco?: CocoResultOptions;
}

/** Detects where no predictions are given, scores, prints and writes; returns the exit code. */
export async function evaluateBenchmark(benchmark: BenchmarkData, flags: EvaluateFlags): Promise<number> {
  const subset = chooseSubset(benchmark.photos, flags, benchmark.missing);
  // Read first, so that a wrong file is not found out after hours of detection.
  const baselines = flags.baselines === undefined ? {} : await readBaselines(flags.baselines);
  if (flags.predictions === undefined && !(await detect(subset.photos, flags))) {
    process.stderr.write(`Stopped. The same command goes on from here.\n`);
    return EXIT.interrupted;
  }
  const source = flags.predictions ?? flags.out;
  const problems = new Problems();
  const predictions = await readPredictions(source, [...benchmark.photos, ...benchmark.absent], problems, flags.coco);
  noteMissing(predictions, subset.photos, problems);

  const evaluation = evaluate(benchmark, subset, predictions, flags.atPrecision);
  const other = flags.compare === undefined ? undefined : await readOther(flags.compare, benchmark, flags);
  const detector = flags.name ?? (flags.predictions === undefined ? 'farface' : basename(resolve(flags.predictions)));
  const subject = { dataset: benchmark.title, detector };
  const wrong = problems.list();
  const results = flags.json
    ? JSON.stringify(resultsOf(subject, evaluation, wrong))
    : evaluationTable(`${detector} on ${benchmark.title}`, evaluation);
  process.stdout.write(`${results}\n`);
  if (other && !flags.json) {
    const differences = compareDetectors(benchmark.protocol, subset.photos, [predictions, other]);
    process.stdout.write(`\n${differenceTable([detector, basename(resolve(flags.compare!))], differences)}\n`);
  }
  if (wrong.length > 0) process.stderr.write(`\n${problemList(wrong)}\n`);
  const files = await writeReport(flags.out, subject, evaluation, wrong, baselines);
  if (!flags.quiet) process.stderr.write(`\nWritten to ${flags.out}: ${files.join(', ')}\n`);
  return wrong.length > 0 ? EXIT.failed : EXIT.ok;
}

async function readOther(
  source: string,
  { photos, absent }: BenchmarkData,
  { coco }: EvaluateFlags,
): Promise<Predictions> {
  return await readPredictions(source, [...photos, ...absent], new Problems(), coco);
}

/** Returns false where Ctrl-C stopped it. */
async function detect(photos: readonly AnnotatedPhoto[], flags: EvaluateFlags): Promise<boolean> {
  const watch = watchFromTerminal(!flags.quiet);
  try {
    return await detectBenchmark(photos, flags.out, { ...flags, models: modelsOf(flags) }, watch);
  } finally {
    watch.dispose();
  }
}
