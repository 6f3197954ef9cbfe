import { Command, Option } from 'commander';
import { integerBetween } from '../../errors/validate.js';
import { queueOptions, storeOptions } from '../queue-options.js';
import { numberOption } from '../terminal/number-option.js';
import { DEFAULTS, type WorkFlags, workOnPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface work                                  take photos from the queue on this machine's Redis, until Ctrl-C
  farface work --queue postgres://farface@db/farface
                                                the same from PostgreSQL
  farface work --until-empty                    … and end when nothing is left to do

Start as many as you like, on as many machines: photos of one that is lost are taken over by the others. SIGTERM lets it finish what
it has begun. Exit code: 0 stopped as asked, 1 it could not go on: queue out of reach, other weights, folder not mounted.`;

/** `farface work`: does photos that `farface submit` queued. */
export function workCommand(): Command {
  const command = new Command('work')
    .description('Do the photos that farface submit queued.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: WorkFlags) => {
      process.exitCode = await workOnPhotos(flags);
    });
  const options = [
    numberOption(
      '--parallel <photos>',
      'photos at a time, each in a process of its own (default: one a core, at most 4)',
      integerBetween(1, 64),
    ),
    numberOption(
      '--timeout <seconds>',
      `a photo that takes longer fails (default: ${DEFAULTS.timeout})`,
      integerBetween(1, 86_400),
    ),
    numberOption(
      '--video-timeout <seconds>',
      `a video that takes longer fails (default: ${DEFAULTS.videoTimeout})`,
      integerBetween(1, 604_800),
    ),
    new Option(
      '--spool <folder>',
      'private folder for videos on their way (default: one of this user among the temporary files)',
    ),
    numberOption(
      '--lock <seconds>',
      `photos of a worker that is not heard of for so long are taken over (default: ${DEFAULTS.lock})`,
      integerBetween(1, 3600),
    ),
    numberOption(
      '--give-up <seconds>',
      `end where the queue is out of reach for so long (default: ${DEFAULTS.giveUp})`,
      integerBetween(1, 86_400),
    ),
    numberOption(
      '--grace <seconds>',
      `time that begun photos have after SIGTERM (default: ${DEFAULTS.grace})`,
      integerBetween(0, 3600),
    ),
    new Option('--until-empty', 'end when nothing is left to do'),
    ...queueOptions(),
    ...storeOptions(),
    new Option('--json', 'one line of JSON a photo on standard output'),
    new Option('-q, --quiet', 'only errors'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}
