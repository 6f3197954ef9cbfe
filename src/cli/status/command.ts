import { Command, Option } from 'commander';
import { queueOptions } from '../queue-options.js';
import { type StatusFlags, tellStatus } from './run.js';

const EXAMPLES = `
Examples:
  farface status                    what is done, what waits, how fast, and every photo that failed, with the reason
  farface status --wait && publish  wait until nothing is left to do, then go on if no photo failed

Exit code: 0 no photo failed, 1 some did, or not all files were looked at.`;

/** `farface status`: how a fleet stands. */
export function statusCommand(): Command {
  const command = new Command('status')
    .description('Tell how the photos that farface submit queued stand.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: StatusFlags) => {
      process.exitCode = await tellStatus(flags);
    });
  const options = [
    ...queueOptions(),
    new Option('--wait', 'wait until nothing is left to do'),
    new Option('--json', 'one line of JSON on standard output'),
    new Option('-q, --quiet', 'only what failed'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}
