/** `npm run bench:fleet -- chaos|scale|overhead|simulate`: a fleet killed, scaled and simulated. See bench/README.md. */
import { Command } from 'commander';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { integerBetween } from '../../src/errors/validate.js';
import { runBenchmark } from '../command.js';
import { chaos } from './chaos.js';
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
  .action(async ({ data, photos, side }) => scale(await smallPhotos(data, photos, side)));
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
await runBenchmark(main);
