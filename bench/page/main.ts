/** `npm run bench:page`: the page in a real Chromium: its first photo, photos beside YuNet-n, a huge one saved, and very many. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import sharp from 'sharp';
import { servePage } from '../../src/cli/page/serve.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { InputError } from '../../src/errors/errors.js';
import { integerBetween } from '../../src/errors/validate.js';
import { columns } from '../../src/evaluate/table.js';
import { NO_BROWSER, openBrowser } from '../../src/report/testing/browser.js';
import { builtPage } from '../../src/web/testing/built-page.js';
import { runBenchmark } from '../command.js';
import { median } from '../detect/statistics.js';
import { DEFAULT_PEERS } from '../peers/contestant.js';
import { copies, LARGE, largePhoto, scaledPhotos, smallPhoto } from './photos.js';
import { raceInPage, type Turn } from './ratio.js';
import { timeMany, timeSaving, timeVisit } from './visits.js';

interface Flags {
  readonly photo: string;
  readonly peers: string;
  readonly rounds: number;
  readonly pause: number;
  readonly large?: boolean;
  readonly many?: number;
  readonly photos?: string;
  readonly start: boolean;
  readonly ratio: boolean;
}

async function bench({ photo, peers, rounds, pause, large, many, photos, start, ratio }: Flags): Promise<void> {
  const browser = await openBrowser();
  if (!browser) throw new InputError(NO_BROWSER);
  const small = await smallPhoto(photo);
  const jpeg = await sharp(small).jpeg({ quality: 92 }).toBuffer();
  const files = await builtPage();
  // Packed before it is timed, as on any server.
  await Promise.all([...files.values()].map((file) => file()));
  const server = await servePage(files, 0);
  const folder = await mkdtemp(join(tmpdir(), 'farface-bench-photos-'));
  try {
    if (start) {
      const steps = await timeVisit(browser, server.address, await copies(folder, 'photo', jpeg, 4), pause);
      const rows = steps.map(({ name, wall, all, pool }) => [name, ...[wall, all, pool].map((ms) => ms.toFixed(0))]);
      print(columns([['ms', 'wall', 'CPU', 'of that compiling and decoding'], ...rows]));
    }
    for (const threads of ratio ? [1, 2] : []) {
      const { turns, workers } = await raceInPage(browser, peers, jpeg, { threads, rounds });
      const of = (pick: (turn: Turn) => number) => median(turns.map(pick));
      // The kernel's clock ticks every 10 ms, so that only sums of CPU time say something.
      const cpu = (who: keyof Turn['cpu']) => turns.reduce((sum, turn) => sum + turn.cpu[who], 0) / turns.length;
      print(
        `${threads} threads (${workers} workers), ${turns[0]!.faces} faces, medians of ${rounds}: farface ${of(({ wall }) => wall).toFixed(0)} ms ` +
          `(networks ${of((turn) => turn.networks).toFixed(0)} in ${turns[0]!.runs} runs), YuNet-n ${of(({ yunet }) => yunet).toFixed(0)} ms, ` +
          `÷ YuNet-n ${of(({ wall, yunet }) => wall / yunet).toFixed(2)}; CPU ${cpu('farface').toFixed(0)} and ${cpu('yunet').toFixed(0)} ms, ` +
          `÷ ${(cpu('farface') / cpu('yunet')).toFixed(2)}`,
      );
    }
    if (large) {
      const [file] = await copies(folder, 'large', await largePhoto(small), 1);
      const { looking, saving, peak, bytes } = await timeSaving(browser, server.address, file!);
      print(
        `${LARGE.width} × ${LARGE.height}: looked through in ${looking.toFixed(0)} s, saved and checked in ${saving.toFixed(0)} s ` +
          `(${(bytes / 1e6).toFixed(1)} MB); at most ${peak.toFixed(0)} MiB`,
      );
    }
    if (many !== undefined) {
      const files =
        photos === undefined ? await copies(folder, 'one', jpeg, many) : await scaledPhotos(folder, photos, many);
      const { seconds, early, peak, last, unread } = await timeMany(
        browser,
        server.address,
        files,
        (count, seconds, memory) =>
          process.stderr.write(`${count} of ${files.length}: ${seconds.toFixed(0)} s, ${memory.toFixed(0)} MiB\n`),
      );
      print(
        `${files.length} photos in ${seconds.toFixed(0)} s, ${unread} not read; ` +
          `MiB after a tenth ${early.toFixed(0)}, at most ${peak.toFixed(0)}, at the end ${last.toFixed(0)}`,
      );
    }
  } finally {
    await browser.close();
    await server.close();
    await rm(folder, { recursive: true });
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

await runBenchmark(
  new Command('bench:page')
    .description('The page in Chromium: its first photo, photos beside YuNet-n, a huge one saved, and very many.')
    .option('--photo <file>', 'photo to scale to 1024 × 768', 'node_modules/@vladmandic/face-api/demo/sample5.jpg')
    .option('--peers <folder>', "folder of the peers' ONNX files", DEFAULT_PEERS)
    .option('--no-start', 'leave out the first photos of a visit')
    .option('--no-ratio', 'leave out YuNet-n')
    .option('--large', 'also save a photo of 100 megapixels')
    .addOption(numberOption('--many <number>', 'also look through so many photos', integerBetween(10, 10_000)))
    .option('--photos <folder>', 'where these come from, scaled to fit 640 × 480; else copies of the one photo')
    .addOption(
      numberOption('--pause <ms>', 'how long the user takes to choose a photo', integerBetween(0, 600_000)).default(
        5000,
      ),
    )
    .addOption(numberOption('--rounds <number>', 'timed rounds beside YuNet-n', integerBetween(1, 1000)).default(15))
    .action(bench),
);
