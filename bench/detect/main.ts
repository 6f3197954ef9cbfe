/**
 * `npm run bench:detect`: how long farface takes for one photo of 1024 × 768, beside YuNet-n at native size in the same
 * run, and how much memory for one of 12,000 × 8,000. The machine's own speed cancels out of the ratio.
 */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import sharp from 'sharp';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createDetector } from '../../src/detect/detector.js';
import { integerBetween } from '../../src/errors/validate.js';
import type { Image } from '../../src/image/image.js';
import { runBenchmark } from '../command.js';
import { DEFAULT_PEERS } from '../peers/contestant.js';
import { reference } from '../peers/contestants.js';
import { peakMemory, withLargePhoto } from './memory.js';
import { medianTimes } from './time.js';

const PHOTO = { width: 1024, height: 768 };
const LARGE_PHOTO = { width: 12_000, height: 8_000 };
const CROWD = 'node_modules/@vladmandic/face-api/demo/sample5.jpg';

interface Flags {
  readonly photo: string;
  readonly peers: string;
  readonly weights?: string;
  readonly threads: number;
  readonly repetitions: number;
}

async function bench({ photo, peers, weights, threads, repetitions }: Flags): Promise<void> {
  sharp.concurrency(threads);
  const image = await photoOfSize(photo, PHOTO.width, PHOTO.height);
  const yunet = await reference.prepare({ peers, threads });
  const detector = await createDetector({ threads, ...(weights !== undefined && { weights }) });

  const times = await medianTimes(
    [
      { name: 'farface', run: () => detector.detect(image) },
      { name: 'YuNet-n', run: () => yunet.detect(image) },
    ],
    repetitions,
  );
  await Promise.all([detector.dispose(), yunet.dispose()]);
  const [farface, reached] = [times.get('farface')!, times.get('YuNet-n')!];
  print(`One photo of ${PHOTO.width} × ${PHOTO.height} in memory, ${threads} threads, median of ${repetitions}:`);
  print(`  farface         ${farface.toFixed(1)} ms`);
  print(`  YuNet-n native  ${reached.toFixed(1)} ms`);
  print(`  ratio           ${(farface / reached).toFixed(2)}`);

  const { width, height } = LARGE_PHOTO;
  const report = await withLargePhoto(image, width, height, (path) => peakMemory({ photo: path, threads, weights }));
  print(`One photo of ${width} × ${height} from a file, in a process of its own:`);
  print(
    `  peak memory     ${report.peak.toFixed(0)} MiB, of which ${report.before.toFixed(0)} before the photo is read`,
  );
  print(`                  and ${((width * height * 3) / 2 ** 20).toFixed(0)} are its pixels`);
  print(`  time            ${report.seconds.toFixed(1)} s, ${report.faces} faces`);
}

/** The photo cut and scaled to fill `width` × `height`. */
async function photoOfSize(path: string, width: number, height: number): Promise<Image> {
  const data = await sharp(path).rotate().resize(width, height).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return { width, height, data };
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runBenchmark(
  new Command('bench:detect')
    .description('Time of one photo beside YuNet-n, and the peak memory of a huge one.')
    .option('--photo <file>', 'a photo to cut and scale to 1024 × 768', CROWD)
    .option('--peers <folder>', "folder of the peers' ONNX files", DEFAULT_PEERS)
    .option('--weights <file>', "farface's weights (default: those that ship with it)")
    .addOption(
      numberOption('--threads <number>', 'threads of each detector', integerBetween(1, 256)).default(
        availableParallelism(),
      ),
    )
    .addOption(numberOption('--repetitions <number>', 'timed rounds', integerBetween(1, 10_000)).default(31))
    .action(bench),
);
