/**
 * `npm run bench:service -- load|fuzz|ratio`: what the service bears, whether anything that comes breaks it, and what it costs
 * beside the library. See bench/README.md.
 */
import { Command } from 'commander';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { loadWiderFace } from '../../src/datasets/wider-face.js';
import { integerBetween } from '../../src/errors/validate.js';
import { chooseSubset } from '../../src/evaluate/subset.js';
import { runBenchmark } from '../command.js';
import { fuzz } from './fuzz/fuzz.js';
import { load } from './load.js';
import { ratio } from './ratio.js';

async function photosOf(data: string, wanted: number): Promise<string[]> {
  const { photos } = await loadWiderFace(data, 'val', {});
  const { photos: chosen } = chooseSubset(photos, { every: Math.max(1, Math.floor(photos.length / wanted)) });
  return chosen.slice(0, wanted).map(({ path }) => path);
}

const command = new Command('bench:service').description(
  'farface serve, built: under load, under fire, and beside the library.',
);
const count = (flags: string, description: string, standard: number) =>
  numberOption(flags, description, integerBetween(1, 1e7)).default(standard);

command
  .command('load')
  .requiredOption('--data <folder>', 'of WIDER FACE')
  .addOption(count('--seconds <number>', 'of ten times what it can do', 300))
  .addOption(count('--photos <number>', 'different photos', 40))
  .action(async ({ data, seconds, photos }: { data: string; seconds: number; photos: number }) =>
    load(await photosOf(data, photos), seconds),
  );
command
  .command('fuzz')
  .addOption(count('--requests <number>', 'mutated requests', 10_000))
  .addOption(count('--seed <number>', 'of chance', 1))
  .action(({ requests, seed }: { requests: number; seed: number }) => fuzz(requests, seed));
command
  .command('ratio')
  .requiredOption('--data <folder>', 'of WIDER FACE')
  .addOption(count('--photos <number>', 'photos a round', 60))
  .addOption(count('--rounds <number>', 'rounds of both', 2))
  .option('--redact', 'redaction, not detection')
  .action(async ({ data, photos, rounds, redact }: { data: string; photos: number; rounds: number; redact?: true }) =>
    ratio(await photosOf(data, photos), rounds, redact ? 'redact' : 'detect'),
  );

await runBenchmark(command);
