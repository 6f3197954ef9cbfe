/** `npm run bench:fleet -- chaos|scale|overhead|simulate`: a fleet killed, scaled and simulated. See bench/README.md. */
import { Command } from 'commander';
import { z } from 'zod';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { integerBetween } from '../../src/errors/validate.js';
import { runBenchmark } from '../command.js';
import { chaos } from './chaos.js';
import { tellCost } from './cost.js';
import { overhead } from './overhead.js';
import { smallPhotos } from './photos.js';
import { scale } from './scale.js';
import { simulate } from './simulate.js';

const whole = integerBetween(1, 1_000_000);
const main = new Command('bench:fleet');
main
  .command('chaos')
  .requiredOption('--data <folder>', 'photos, of which small copies are taken')
  .addOption(numberOption('--photos <n>', 'how many', whole).default(2_000))
  .addOption(numberOption('--side <pixels>', 'their longer side', whole).default(160))
  .addOption(numberOption('--workers <n>', 'workers', whole).default(4))
  .addOption(numberOption('--kills <n>', 'how often one of them is killed', whole).default(50))
  .addOption(numberOption('--outage <seconds>', 'how long S3 answers 503', whole).default(60))
  .addOption(numberOption('--seed <n>', 'of the moments', whole).default(1))
  .action(async ({ data, photos, side, ...options }) => {
    const copies = await smallPhotos(data, photos, side);
    for (const bad of ['bad.jpg', '3/empty.png', 'z/half.jpg'])
      copies.set(bad, bad === '3/empty.png' ? new Uint8Array(0) : Buffer.from('no picture'));
    const faults = await chaos(copies, options);
    for (const fault of faults.slice(0, 20)) process.stdout.write(`${fault}\n`);
    process.exitCode = faults.length > 0 ? 1 : 0;
  });
main
  .command('scale')
  .requiredOption('--data <folder>', 'photos')
  .addOption(numberOption('--photos <n>', 'how many', whole).default(60))
  .addOption(numberOption('--side <pixels>', 'their longer side', whole).default(1_024))
  .option('--folder', 'in a shared folder and not in S3, whose server would use these cores, too')
  .action(async ({ data, photos, side, folder }) => scale(await smallPhotos(data, photos, side), folder === true));
main
  .command('overhead')
  .addOption(numberOption('--photos <n>', 'how many', whole).default(5_000))
  .action(({ photos }) => overhead(photos));
main
  .command('simulate')
  .addOption(numberOption('--photos <n>', 'how many', whole).default(10_000))
  .addOption(numberOption('--workers <n>', 'workers', whole).default(200))
  .addOption(numberOption('--look <milliseconds>', 'mean time of a stand-in for the detector', whole).default(1_000))
  .action(({ photos, workers, look }) => simulate(photos, workers, look));
const price = z.number('expected a number').positive('expected a number above 0');
main
  .command('cost')
  .addOption(numberOption('--photos <n>', 'how many', integerBetween(1, 1e12)).default(10_000_000))
  .addOption(numberOption('--rate <photos>', 'photos a second that one core does', price).default(0.5))
  .addOption(numberOption('--cores <n>', 'cores', whole).default(200))
  .addOption(numberOption('--core-hour <dollars>', 'price of a core for an hour', price).default(0.02))
  .addOption(numberOption('--megabytes <MB>', 'mean size of a photo', price).default(3))
  .addOption(numberOption('--writes <dollars>', 'price of 1,000 requests that write or list', price).default(0.005))
  .addOption(numberOption('--reads <dollars>', 'price of 1,000 requests that read', price).default(0.0004))
  .addOption(numberOption('--storage <dollars>', 'price of a GB for a month', price).default(0.023))
  .action(tellCost);
await runBenchmark(main);
