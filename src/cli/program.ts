import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { InputError, messageOf } from '../errors/errors.js';
import { EXIT, UsageError } from './terminal/exit.js';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

/** One folder a command, in the order of the help; loaded when it is used, as each brings what it works with. */
const COMMANDS = {
  detect: async () => (await import('./detect/command.js')).detectCommand(),
  verify: async () => (await import('./verify/command.js')).verifyCommand(),
  redact: async () => (await import('./redact/command.js')).redactCommand(),
  page: async () => (await import('./page/command.js')).pageCommand(),
  submit: async () => (await import('./submit/command.js')).submitCommand(),
  work: async () => (await import('./work/command.js')).workCommand(),
  status: async () => (await import('./status/command.js')).statusCommand(),
  serve: async () => (await import('./serve/command.js')).serveCommand(),
  enhance: async () => (await import('./enhance/command.js')).enhanceCommand(),
  report: async () => (await import('./report/command.js')).reportCommand(),
  convert: async () => (await import('./convert/command.js')).convertCommand(),
  evaluate: async () => (await import('./evaluate/command.js')).evaluateCommand(),
  show: async () => (await import('./show/command.js')).showCommand(),
  label: async () => (await import('./label/command.js')).labelCommand(),
  train: async () => (await import('./train/command.js')).trainCommand(),
  ablate: async () => (await import('./ablate/command.js')).ablateCommand(),
  calibrate: async () => (await import('./calibrate/command.js')).calibrateCommand(),
} satisfies Record<string, () => Promise<Command>>;

/** The commands that these words may need: the one that they name, none for the version alone, and else all. */
function neededCommands([first]: readonly string[]): (() => Promise<Command>)[] {
  if (first === '--version' || first === '-V') return [];
  const named = Object.entries(COMMANDS).filter(([name]) => name === first);
  return named.length > 0 ? named.map(([, load]) => load) : Object.values(COMMANDS);
}

/** Writes what a shell completes words with, as `farface complete zsh`. */
const COMPLETE = 'complete';

const EXAMPLES = `
Examples:
  farface detect crowd.jpg --out found       frames around the faces found
  farface redact photos/ --out hidden        the faces hidden
  farface page                               the same by eye and hand, in the browser
  farface serve                              the same over HTTP, for other programs
  farface report photos/ --out faces.html    one page about all photos
  farface help detect                        more about a command
  source <(farface complete bash)            words completed by Tab; also zsh, fish, powershell`;

/** The program with all its commands: for the reference, and for completion. */
export async function wholeProgram(): Promise<Command> {
  return await createProgram(Object.values(COMMANDS));
}

async function createProgram(commands: readonly (() => Promise<Command>)[]): Promise<Command> {
  const program = new Command('farface')
    .description('Finds the faces that other detectors miss because they are only 4 to 20 pixels tall.')
    .version(version)
    .addHelpText('after', EXAMPLES)
    .exitOverride()
    .showHelpAfterError('Try --help.')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'farface: ')) });
  if (commands.length === 0) return program;
  const { offerConfig } = await import('./config/apply.js');
  for (const command of await Promise.all(commands.map((load) => load()))) {
    offerConfig(command);
    program.addCommand(inherit(command, program));
  }
  return program;
}

/** Runs the command line `farface ...words` and returns its exit code. Never throws. */
export async function run(words: readonly string[]): Promise<number> {
  const program = await createProgram(neededCommands(words));
  if (words[0] === COMPLETE) (await import('@bomb.sh/tab/commander')).default(program);
  program.hook('preAction', async (_, command) => {
    refuseEmpty(command);
    await (await import('./config/apply.js')).applyConfig(command);
  });
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

/** An empty word is a variable that was not set: no file, folder or name is called so. */
function refuseEmpty(command: Command): void {
  const isEmpty = (value: unknown) => value === '' || (Array.isArray(value) && value.includes(''));
  for (const option of command.options) {
    if (!isEmpty(command.getOptionValue(option.attributeName()))) continue;
    const expected = /[<[].*[>\]]/.exec(option.flags)?.[0];
    throw new UsageError(`${option.long ?? option.flags}: is empty; expected ${expected}. Give one, or leave it out.`);
  }
  if (isEmpty(command.args)) {
    throw new UsageError(
      'An argument is empty; expected a file, a folder or a pattern. Leave it out, or quote its name.',
    );
  }
}

/** Gives a command and all its subcommands the program's ways: how errors read, and that they throw. */
function inherit(command: Command, program: Command): Command {
  for (const subcommand of command.commands) inherit(subcommand, program);
  return command.copyInheritedSettings(program);
}
