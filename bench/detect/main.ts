/**
 * `npm run bench:detect`: how long farface takes for one photo of 1024 × 768, beside YuNet-n at native size in the same
 * run, and how much memory for one of 12,000 × 8,000. The machine's own speed cancels out of the ratio.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import sharp from 'sharp';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { integerBetween } from '../../src/errors/validate.js';
import { columns } from '../../src/evaluate/table.js';
import { runBenchmark } from '../command.js';
import { DEFAULT_PEERS } from '../peers/contestant.js';
import { peakMemory, withLargePhoto } from './memory.js';
import { requireQuiet } from './quiet.js';
import { median, summarize } from './statistics.js';
import type { TimedTask, Timing } from './task.js';
import { timeContestants } from './time.js';

const PHOTO = { width: 1024, height: 768 };
const LARGE_PHOTO = { width: 12_000, height: 8_000 };

/** From a package for development: two faces, and about forty candidates of the second stage. */
const PHOTOS = [
  'node_modules/@vladmandic/face-api/demo/sample2.jpg',
  'node_modules/@vladmandic/face-api/demo/sample5.jpg',
];

const CONTESTANTS = ['farface', 'farface, float32', 'YuNet-n'] as const;

interface Flags {
  readonly photo?: readonly string[];
  readonly peers: string;
  readonly weights?: string;
  readonly threads: number;
  readonly repetitions: number;
  readonly profile?: boolean;
  readonly force?: boolean;
  readonly large: boolean;
}

async function bench({ photo: photos = PHOTOS, force = false, large, ...flags }: Flags): Promise<void> {
  sharp.concurrency(flags.threads);
  const busy = await requireQuiet(force);
  print(`Other work took ${(100 * busy).toFixed(0)} % of all cores before.`);
  for (const photo of photos) await timePhoto(photo, flags);
  if (large) await measureLargePhoto(photos.at(-1)!, flags);
}

async function timePhoto(
  photo: string,
  { repetitions, profile = false, ...flags }: Omit<Flags, 'photo' | 'force' | 'large'>,
) {
  const tasks = CONTESTANTS.map(
    (contestant): TimedTask => ({ ...flags, ...PHOTO, contestant, photo, profile: profile ?? false }),
  );
  const timings = await timeContestants(tasks, repetitions);
  const { faces, candidates } = timings.get('farface')![0]!;
  print(
    `\n${photo} as ${PHOTO.width} × ${PHOTO.height} in memory, ${flags.threads} threads, ${repetitions} rounds, a process each:`,
  );
  print(`${faces} faces, ${candidates} candidates of the second stage`);
  print(columns([HEADER, ...CONTESTANTS.map((name) => row(name, timings))]));
  for (const name of profile ? CONTESTANTS.slice(0, 2) : []) printStages(name, timings.get(name)!);
}

const HEADER = ['ms', 'median', 'least', '10–90 %', 'CPU', '÷ YuNet-n, median', 'least', 'CPU'];

function row(name: string, timings: ReadonlyMap<string, readonly Timing[]>): string[] {
  const [own, peer] = [name, 'YuNet-n'].map((contestant) => ({
    wall: summarize(timings.get(contestant)!.map(({ wall }) => wall)),
    processor: summarize(timings.get(contestant)!.map(({ processor }) => processor)),
  })) as [Summaries, Summaries];
  const [low, high] = own.wall.spread;
  return [
    name,
    own.wall.median.toFixed(1),
    own.wall.least.toFixed(1),
    `${low.toFixed(1)}–${high.toFixed(1)}`,
    own.processor.median.toFixed(1),
    (own.wall.median / peer.wall.median).toFixed(2),
    (own.wall.least / peer.wall.least).toFixed(2),
    (own.processor.median / peer.processor.median).toFixed(2),
  ];
}

type Summaries = Record<'wall' | 'processor', ReturnType<typeof summarize>>;

function printStages(name: string, timings: readonly Timing[]): void {
  const stages = Object.keys(timings[0]!.stages!);
  const rows = stages.map((stage) => [stage, median(timings.map((timing) => timing.stages![stage]!)).toFixed(1)]);
  print(`\n${columns([[name, 'ms, median'], ...rows])}`);
}

async function measureLargePhoto(
  photo: string,
  { threads, weights }: Pick<Flags, 'threads' | 'weights'>,
): Promise<void> {
  const { width, height } = LARGE_PHOTO;
  const { data } = await sharp(photo)
    .rotate()
    .resize(PHOTO.width, PHOTO.height)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const report = await withLargePhoto({ ...PHOTO, data }, width, height, (path) =>
    peakMemory({ photo: path, threads, weights }),
  );
  print(`\nOne photo of ${width} × ${height} from a file, in a process of its own:`);
  print(
    `  peak memory     ${report.peak.toFixed(0)} MiB, of which ${report.before.toFixed(0)} before the photo is read`,
  );
  print(`                  and ${((width * height * 3) / 2 ** 20).toFixed(0)} are its pixels`);
  print(`  time            ${report.seconds.toFixed(1)} s, ${report.faces} faces`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runBenchmark(
  new Command('bench:detect')
    .description('Time of one photo beside YuNet-n, and the peak memory of a huge one.')
    .option('--photo <file...>', 'photos to cut and scale to 1024 × 768')
    .option('--peers <folder>', "folder of the peers' ONNX files", DEFAULT_PEERS)
    .option('--weights <file>', "weights of farface's proposals (default: those that ship with it)")
    .option('--profile', 'also what each stage of farface takes')
    .option('--force', 'take times though the machine is not quiet')
    .option('--no-large', 'leave out the huge photo')
    .addOption(
      numberOption('--threads <number>', 'threads of each detector', integerBetween(1, 256)).default(
        availableParallelism(),
      ),
    )
    .addOption(numberOption('--repetitions <number>', 'timed rounds', integerBetween(1, 10_000)).default(31))
    .action(bench),
);
