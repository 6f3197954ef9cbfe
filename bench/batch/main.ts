/**
 * `npm run bench:batch -- --data DIR`: how many photos a minute the loop of `farface detect` gets through, from files on
 * disk to faces, beside the same loop with YuNet-n, and how much of the machine each of them uses. See bench/README.md.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { inOrder } from '../../src/batch/in-order.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { Detector } from '../../src/detect/detector.js';
import { openCrew, prepareModels } from '../../src/detect/networks.js';
import { verificationFileOf } from '../../src/detect/verification-file.js';
import { integerBetween } from '../../src/errors/validate.js';
import { chooseSubset } from '../../src/evaluate/subset.js';
import { columns } from '../../src/evaluate/table.js';
import type { Image } from '../../src/image/image.js';
import { letGarbageGather } from '../../src/platform/node/garbage.js';
import { readImage } from '../../src/platform/node/read-image.js';
import { runBenchmark } from '../command.js';
import { DEFAULT_PEERS } from '../peers/contestant.js';
import { reference } from '../peers/contestants.js';
import { type Load, loadOf, shareOfCores, sum } from './load.js';
import { NetworkCalls } from './network-calls.js';

interface Flags {
  readonly data: string;
  readonly annotations?: string;
  readonly photos: number;
  readonly peers: string;
  readonly weights?: string;
  readonly threads: number;
  readonly ahead: number;
}

interface Runner {
  readonly name: string;
  detect(image: Image): Promise<{ readonly length: number }>;
}

/**
 * Photos that one detector goes through before it is the other's turn: so many that the end of a turn, where the last photo has
 * a core to itself, is next to nothing, as at the end of the thousands of a real batch.
 */
const TURN = 80;

/** Photos that each goes through before, while what it runs is being compiled. */
const WARM_UP = 20;

async function bench({ data, annotations, photos: wanted, peers, weights, threads, ahead }: Flags): Promise<void> {
  const paths = await pathsOf(data, annotations, wanted);

  // As `farface detect` does for many photos: one network a core, and memory as there.
  letGarbageGather();
  const calls = new NetworkCalls();
  const models = await prepareModels(weights, verificationFileOf({ weights }), {});
  const { model, verifier } = await openCrew(calls.kept(models), threads, { threads: 1, apart: true });
  const detector = new Detector(model, {}, verifier);
  const yunet = await reference.prepare({ peers, threads });
  const runners: Runner[] = [
    { name: 'farface', detect: async (image) => (await detector.detect(image)).faces },
    { name: 'YuNet-n', detect: oneByOne((image) => yunet.detect(image)) },
  ];
  const loads = new Map<Runner, Load[]>(runners.map((runner) => [runner, []]));
  for (const { detect } of runners) await batch(paths.slice(0, WARM_UP), ahead, detect);
  await calls.again();
  const networks: Load[] = [];

  const progress = createProgress(paths.length * runners.length, 'photos', true);
  for (let from = 0; from < paths.length; from += TURN) {
    const turn = paths.slice(from, from + TURN);
    // Who is second reads files that the first has brought into memory: they take turns at that, too.
    const order = (from / TURN) % 2 === 0 ? runners : runners.toReversed();
    for (const runner of order) {
      loads.get(runner)!.push(await loadOf(() => batch(turn, ahead, runner.detect, () => progress.advance())));
    }
    networks.push(await loadOf(() => calls.again()));
  }
  progress.stop();
  await Promise.all([detector.dispose(), yunet.dispose()]);

  const totals = [
    ...runners.map((runner) => ({ name: runner.name, ...sum(loads.get(runner)!) })),
    { name: "farface's networks alone", ...sum(networks) },
  ];
  const rows = totals.map((load) => [
    load.name,
    ((paths.length / load.seconds) * 60).toFixed(0),
    `${(shareOfCores(load) * 100).toFixed(0)} %`,
    (load.processorSeconds / paths.length).toFixed(3),
  ]);
  const [farface, other, alone] = [totals[0]!, totals[1]!, totals[2]!];
  process.stdout.write(`${paths.length} photos of WIDER FACE val from files, ${threads} threads, ${ahead} ahead:
${columns([['', 'photos/min', 'CPU in use', 'CPU s/photo'], ...rows])}
ratio of photos/min, farface over YuNet-n: ${(other.seconds / farface.seconds).toFixed(2)}; of CPU time: ${(
    farface.processorSeconds / other.processorSeconds
  ).toFixed(2)}
ratio of photos/min, farface over its networks alone: ${(alone.seconds / farface.seconds).toFixed(2)}; of CPU time: ${(
    farface.processorSeconds / alone.processorSeconds
  ).toFixed(2)}
`);
}

/** Photos spread over val. On its own, so that no list of faces, which garbage collection would go through, is kept beside the loop. */
async function pathsOf(data: string, annotations: string | undefined, wanted: number): Promise<string[]> {
  const { photos } = await loadWiderFace(data, 'val', annotations === undefined ? {} : { annotations });
  const every = Math.max(1, Math.floor(photos.length / wanted));
  return chooseSubset(photos, { every })
    .photos.slice(0, wanted)
    .map(({ path }) => path);
}

/** The loop of `farface detect`. */
async function batch(
  paths: readonly string[],
  ahead: number,
  detect: Runner['detect'],
  onPhoto: () => void = () => {},
): Promise<void> {
  const look = async (path: string) => (await detect(await readImage(path))).length;
  for await (const _ of inOrder(paths, ahead, look)) onPhoto();
}

/** Photos go through the network one at a time, as in farface, while the next ones are decoded. */
function oneByOne<Result>(detect: (image: Image) => Promise<Result>): (image: Image) => Promise<Result> {
  let turn: Promise<unknown> = Promise.resolve();
  return (image) => {
    const mine = turn.then(() => detect(image));
    turn = mine.catch(() => undefined);
    return mine;
  };
}

const threads = integerBetween(1, 256);

await runBenchmark(
  new Command('bench:batch')
    .description('Photos per minute over WIDER FACE val beside YuNet-n, and the share of the CPU in use.')
    .requiredOption('--data <folder>', 'WIDER FACE in its official layout')
    .option('--annotations <folder>', 'its annotation files (default: wider_face_split in --data)')
    .addOption(numberOption('--photos <number>', 'how many, spread over val', integerBetween(1, 100_000)).default(240))
    .option('--peers <folder>', "folder of the peers' ONNX files", DEFAULT_PEERS)
    .option('--weights <file>', "farface's weights (default: those that ship with it)")
    .addOption(numberOption('--threads <number>', 'threads of each network', threads).default(availableParallelism()))
    .addOption(
      numberOption('--ahead <number>', 'photos begun beside the one that comes next', integerBetween(0, 100)).default(
        2 * availableParallelism(),
      ),
    )
    .action(bench),
);
