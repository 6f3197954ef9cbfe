/** `npm run bench:fuzz`: damaged pictures of all formats through redact; whatever is neither a result nor an error by name is a defect. */
import { mkdir } from 'node:fs/promises';
import { Command } from 'commander';
import { EXIT } from '../../src/cli/terminal/exit.js';
import { numberOption } from '../../src/cli/terminal/number-option.js';
import { createProgress } from '../../src/cli/terminal/progress.js';
import { integerBetween } from '../../src/errors/validate.js';
import { fuzz } from '../../src/redact/testing/fuzz.js';
import { runBenchmark } from '../command.js';

await runBenchmark(
  new Command('bench:fuzz')
    .description('Redacts damaged pictures: cut off, bits flipped, headers lied about, parts overwritten or doubled.')
    .addOption(numberOption('--pictures <number>', 'how many', integerBetween(1, 1_000_000)).default(2000))
    .requiredOption('--out <folder>', 'an empty folder for what comes out, and for the pictures that show a defect')
    .action(async ({ pictures, out }: { pictures: number; out: string }) => {
      await mkdir(out, { recursive: true });
      const progress = createProgress(pictures, 'pictures', true);
      const { redacted, refused, defects } = await fuzz(pictures, out, () => progress.advance());
      progress.stop();
      process.stdout.write(
        `${pictures} pictures: ${redacted} redacted, ${refused} refused, ${defects.length} defects\n`,
      );
      for (const defect of defects) process.stdout.write(`  ${defect}\n`);
      if (defects.length > 0) process.exitCode = EXIT.failed;
    }),
);
