/**
 * `npm run bench:peers -- --data DIR`: farface and its peers over the same photos of WIDER FACE val, each scored by the
 * official protocol and by face height, each timed beside YuNet-n at native size. See bench/README.md.
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import sharp from 'sharp';
import { EXIT } from '../../src/cli/terminal/exit.js';
import { onInterrupt } from '../../src/cli/terminal/interrupt.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import type { AnnotatedPhoto } from '../../src/datasets/annotations.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { readDifficultySets } from '../../src/datasets/wider-face-sets.js';
import { InputError } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { photoKey } from '../../src/evaluate/predictions/photo-index.js';
import { chooseSubset } from '../../src/evaluate/subset.js';
import { readImage } from '../../src/platform/node/read-image.js';
import { runBenchmark } from '../command.js';
import { DEFAULT_PEERS } from './contestant.js';
import { contestants, idOf } from './contestants.js';
import { type Field, lineUp } from './field.js';
import { publish } from './publish.js';
import { race } from './race.js';
import { standingOf } from './standings.js';

interface Flags {
  readonly data: string;
  readonly peers: string;
  readonly weights?: string;
  readonly every: number;
  readonly offset: number;
  readonly out: string;
  readonly contestants?: readonly string[];
  readonly again: readonly string[];
  readonly threads: number;
}

async function bench(flags: Flags): Promise<void> {
  sharp.concurrency(flags.threads);
  const { photos: all, missing } = await loadWiderFace(flags.data, 'val');
  const { photos, label } = chooseSubset(all, flags, missing);
  const field = await lineUp({
    ...flags,
    names: flags.contestants,
    cache: join(flags.out, 'predictions'),
    probe: await readImage(photos[0]!.path),
    onAbsent: (contestant, { message }) => tell(`${idOf(contestant)} does not run: ${message}`),
  });
  const finished = await runRace(photos, field);
  await field.dispose();
  if (!finished) {
    tell('Stopped. The same command goes on from here.');
    process.exitCode = EXIT.interrupted;
    return;
  }
  const seen = photos.filter((photo) => field.entrants.every(({ cache }) => cache.detections.has(photoKey(photo))));
  const sets = await readDifficultySets(join(flags.data, 'wider_face_split'));
  if (seen.length === 0) throw new InputError(`${flags.data}: none of the photos could be read.`);
  const standings = field.entrants.map((entrant) => standingOf(entrant, seen, sets));
  await publish({ photos: inWords(label, photos.length, seen.length), threads: flags.threads, standings }, flags.out);
}

function inWords(label: string | undefined, chosen: number, seen: number): string {
  const unreadable = chosen - seen;
  return `${label ?? `all ${chosen} photos`}${unreadable > 0 ? `, ${unreadable} of them unreadable` : ''}`;
}

/** Runs what is not cached yet; false if Ctrl-C stopped it. */
async function runRace(photos: readonly AnnotatedPhoto[], { entrants, reference }: Field): Promise<boolean> {
  const due = photos.filter((photo) => entrants.some(({ cache }) => !cache.detections.has(photoKey(photo))));
  tell(`Contestants: ${entrants.length}; photos: ${photos.length}, ${due.length} of them not yet seen by all.`);
  const interrupt = onInterrupt();
  const progress = createProgress(due.length, 'photos', true);
  await race({
    photos: due.map((photo) => ({ id: photoKey(photo), read: () => readImage(photo.path) })),
    runners: entrants,
    reference,
    signal: interrupt.signal,
    onPhoto: () => progress.advance(),
    onUnreadable: (_, { message }) => progress.line(`${message} (left out for everyone)`, process.stderr),
  });
  progress.stop();
  interrupt.dispose();
  return !interrupt.signal.aborted;
}

function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

const list = (text: string) => text.split(',').map((name) => name.trim());

await runBenchmark(
  new Command('bench:peers')
    .description('farface and its peers over the same photos of WIDER FACE val: precision and time.')
    .requiredOption('--data <folder>', 'WIDER FACE in its official layout')
    .option('--peers <folder>', "folder of the peers' ONNX files", DEFAULT_PEERS)
    .option('--weights <file>', "farface's weights (default: those that ship with it)")
    .addOption(numberOption('--every <n>', 'every n-th photo of val', integerBetween(1, 10_000)).default(5))
    .addOption(numberOption('--offset <n>', 'the first of them, from 0', integerBetween(0, 9_999)).default(0))
    .option('--out <folder>', 'where results, figure and cached detections go', 'out/peers')
    .addOption(new Option('--contestants <names>', `who runs: ${contestants.map(idOf).join(', ')}`).argParser(list))
    .addOption(
      new Option('--again <names>', 'who forgets what is cached and runs again').argParser(list).default([], 'no one'),
    )
    .addOption(
      numberOption('--threads <number>', 'threads of each', integerBetween(1, 256)).default(availableParallelism()),
    )
    .action(bench),
);
