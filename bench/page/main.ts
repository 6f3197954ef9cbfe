/** `npm run bench:page`: the page in a real Chromium: its first photo, photos beside YuNet-n, a huge one saved, and very many. */
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
import { raceInPage } from './ratio.js';
import { timeMany, timeSaving, timeVisit } from './visits.js';

interface Flags {
  readonly photo: string;
  readonly peers: string;
  readonly rounds: number;
  readonly pause: number;
  readonly large?: boolean;
  readonly many?: number;
  readonly start: boolean;
  readonly ratio: boolean;
}

const PHOTO = { width: 1024, height: 768 };
/** 100 megapixels. */
const LARGE = { width: 12_000, height: 8_400 };

async function bench({ photo, peers, rounds, pause, large, many, start, ratio }: Flags): Promise<void> {
  const browser = await openBrowser();
  if (!browser) throw new InputError(NO_BROWSER);
  const small = await sharp(photo)
    .rotate()
    .resize({ ...PHOTO, fit: 'fill' })
    .removeAlpha()
    .png()
    .toBuffer();
  const jpeg = await sharp(small).jpeg({ quality: 92 }).toBuffer();
  const files = await builtPage();
  // Packed before it is timed, as on any server.
  await Promise.all([...files.values()].map((file) => file()));
  const server = await servePage(files, 0);
  try {
    if (start) {
      const steps = await timeVisit(browser, server.address, jpeg, { photos: 4, pause });
      const rows = steps.map(({ name, wall, all, pool }) => [name, ...[wall, all, pool].map((ms) => ms.toFixed(0))]);
      print(columns([['ms', 'wall', 'CPU', 'of that compiling and decoding'], ...rows]));
    }
    for (const threads of ratio ? [1, 2] : []) {
      const { looks, faces, workers } = await raceInPage(browser, peers, jpeg, { threads, rounds });
      const of = (pick: (look: (typeof looks)[number]) => number) => median(looks.map(pick));
      print(
        `${threads} threads (${workers} workers), ${faces} faces, medians of ${rounds}: farface ${of(({ farface }) => farface).toFixed(0)} ms ` +
          `(networks ${of(({ networks }) => networks).toFixed(0)} in ${of(({ runs }) => runs)} runs), YuNet-n ${of(({ yunet }) => yunet).toFixed(0)} ms, ` +
          `÷ YuNet-n ${of((look) => look.farface / look.yunet).toFixed(2)}`,
      );
    }
    if (large) {
      const { looking, saving, peak, bytes } = await timeSaving(browser, server.address, await largePhoto(small));
      print(
        `${LARGE.width} × ${LARGE.height}: looked through in ${looking.toFixed(0)} s, saved and checked in ${saving.toFixed(0)} s ` +
          `(${(bytes / 1e6).toFixed(1)} MB); at most ${peak.toFixed(0)} MiB`,
      );
    }
    if (many !== undefined) {
      const { seconds, early, peak, last } = await timeMany(browser, server.address, jpeg, many);
      print(
        `${many} photos in ${seconds.toFixed(0)} s; MiB after a tenth ${early.toFixed(0)}, at most ${peak.toFixed(0)}, at the end ${last.toFixed(0)}`,
      );
    }
  } finally {
    await browser.close();
    await server.close();
  }
}

/** Six copies of the photo, at its own size, on even ground. */
async function largePhoto(photo: Uint8Array): Promise<Uint8Array> {
  const grounds = { ...LARGE, channels: 3, background: '#7a8a70' } as const;
  const across = [0.1, 0.4, 0.8].flatMap((x) => [0.2, 0.7].map((y) => [x, y] as const));
  const layers = across.map(([x, y]) => ({
    input: Buffer.from(photo),
    left: Math.round(x * LARGE.width),
    top: Math.round(y * LARGE.height),
  }));
  return await sharp({ create: grounds, limitInputPixels: false }).composite(layers).jpeg({ quality: 92 }).toBuffer();
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
    .addOption(
      numberOption('--pause <ms>', 'how long the user takes to choose a photo', integerBetween(0, 600_000)).default(
        5000,
      ),
    )
    .addOption(numberOption('--rounds <number>', 'timed rounds beside YuNet-n', integerBetween(1, 1000)).default(15))
    .action(bench),
);
