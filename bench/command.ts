import type { Command } from 'commander';
import { EXIT } from '../src/cli/terminal/exit.js';
import { InputError, messageOf } from '../src/errors/errors.js';

/** Runs a benchmark's command line. What the user can mend is told in one line; anything else keeps its stack. */
export async function runBenchmark(command: Command): Promise<void> {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? EXIT.ok : EXIT.usage));
  try {
    await command.parseAsync();
  } catch (error) {
    const known = error instanceof InputError;
    process.stderr.write(`${known || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
    process.exitCode = EXIT.failed;
  }
}
