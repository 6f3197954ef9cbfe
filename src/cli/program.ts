import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { InputError, messageOf } from '../errors/errors.js';
import { ablateCommand } from './ablate/command.js';
import { calibrateCommand } from './calibrate/command.js';
import { convertCommand } from './convert/command.js';
import { detectCommand } from './detect/command.js';
import { enhanceCommand } from './enhance/command.js';
import { evaluateCommand } from './evaluate/command.js';
import { labelCommand } from './label/command.js';
import { pageCommand } from './page/command.js';
import { redactCommand } from './redact/command.js';
import { reportCommand } from './report/command.js';
import { showCommand } from './show/command.js';
import { EXIT, UsageError } from './terminal/exit.js';
import { trainCommand } from './train/command.js';
import { verifyCommand } from './verify/command.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** One file a command. */
const COMMANDS = [
  detectCommand,
  verifyCommand,
  redactCommand,
  pageCommand,
  enhanceCommand,
  reportCommand,
  convertCommand,
  evaluateCommand,
  showCommand,
  labelCommand,
  trainCommand,
  ablateCommand,
  calibrateCommand,
];

const EXAMPLES = `
Examples:
  farface detect crowd.jpg --out found       frames around the faces found
  farface redact photos/ --out hidden        the faces hidden
  farface page                               the same by eye and hand, in the browser
  farface report photos/ --out faces.html    one page about all photos
  farface help detect                        more about a command`;

/** Runs the command line `farface ...words` and returns its exit code. Never throws. */
export async function run(words: readonly string[]): Promise<number> {
  const program = new Command('farface')
    .description('Finds the faces that other detectors miss because they are only 4 to 20 pixels tall.')
    .version(version)
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .showHelpAfterError('Try --help.')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'farface: ')) });
  for (const command of COMMANDS) program.addCommand(inherit(command(), program));
  try {
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? EXIT.ok);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    // What the user can mend needs no stack; anything else is a defect, and its report does.
    const known = error instanceof UsageError || error instanceof InputError;
    process.stderr.write(`farface: ${known || !(error instanceof Error) ? messageOf(error) : error.stack}\n`);
    return error instanceof UsageError ? EXIT.usage : EXIT.failed;
  }
}

/** Gives a command and all its subcommands the program's ways: how errors read, and that they throw. */
function inherit(command: Command, program: Command): Command {
  for (const subcommand of command.commands) inherit(subcommand, program);
  return command.copyInheritedSettings(program);
}
