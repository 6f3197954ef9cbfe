/** `npm run bench:hunt`: hides a secret in pictures in every way, redacts them, and looks for what is left of it. */
import { Command } from 'commander';
import { EXIT } from '../../src/cli/terminal/exit.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { integerBetween } from '../../src/errors/validate.js';
import { runBenchmark } from '../command.js';
import { huntLeaks } from './combinations.js';

await runBenchmark(
  new Command('bench:hunt')
    .description('Format × container × frames × transparency × orientation × depth: a known face and a known secret.')
    .addOption(numberOption('--every <number>', 'only one combination in so many', integerBetween(1, 1000)).default(1))
    .action(async ({ every }: { every: number }) => {
      const { combinations, refused, blind, leaks } = await huntLeaks(every);
      process.stdout.write(
        `${combinations} combinations: ${leaks.length} leaks, ${refused.length} refused, ${blind.length} in which the hunter is blind\n`,
      );
      for (const line of [...leaks, ...blind, ...refused]) process.stdout.write(`  ${line}\n`);
      if (leaks.length + blind.length > 0) process.exitCode = EXIT.failed;
    }),
);
