import { type Command, Option } from 'commander';
import { UsageError } from '../terminal/exit.js';
import { CONFIG_FILE, findConfig, readConfig } from './config-file.js';
import { LOOKING, SECTIONS, type Section } from './schema.js';

/** Options of which one that is typed takes the place of the other in a configuration. */
const RIVALS: Readonly<Record<string, string>> = { threshold: 'recall', recall: 'threshold', maxCandidates: 'verify' };

/** Gives the commands that a configuration may speak of the options that choose it. */
export function offerConfig(command: Command): void {
  if (!(command.name() in SECTIONS)) return;
  command.addOption(
    new Option(
      '--config <file>',
      `options that a team always uses (default: ${CONFIG_FILE} here or in a folder above)`,
    ),
  );
  command.addOption(new Option('--no-config', 'use none'));
}

/**
 * Sets what the configuration says and nobody typed, and says so: a file that nobody remembers must not decide unseen what is
 * hidden.
 *
 * @throws InputError where the configuration is wrong
 */
export async function applyConfig(command: Command): Promise<void> {
  const name = command.name();
  if (!(name in SECTIONS)) return;
  const asked: unknown = command.getOptionValue('config');
  command.setOptionValue('config', undefined);
  if (asked === false) return;
  const path = typeof asked === 'string' ? asked : findConfig(process.cwd());
  if (path === undefined) return;
  const said = (await readConfig(path))[name as Section] ?? {};
  if ('threshold' in said && 'recall' in said)
    throw new UsageError(`${path}: ${name} has threshold and recall: choose one of them.`);
  const used = Object.entries(said).filter(([key, value]) => isOpen(command, key, value));
  for (const [key, value] of used) command.setOptionValueWithSource(key, value, 'config');
  if (used.length === 0) return;
  const words = used.map(([key, value]) => `${key} ${JSON.stringify(value)}`).join(', ');
  process.stderr.write(`farface: ${path} says ${words}.\n`);
}

/** Whether nothing on the command line decides what the key is about, and the value is not what holds anyway. */
function isOpen(command: Command, key: string, value: unknown): boolean {
  const typed = (name: string) => command.getOptionValueSource(name) === 'cli';
  if (typed(key) || typed(RIVALS[key] ?? key)) return false;
  // Where the faces are given nothing is looked for.
  if (key in LOOKING && (typed('faces') || typed('only'))) return false;
  const negated = command.options.some((option) => option.negate && option.attributeName() === key);
  return typeof value !== 'boolean' || value !== negated;
}
