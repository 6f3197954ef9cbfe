import { Command, Option } from 'commander';
import { integerBetween } from '../../errors/validate.js';
import { HIGH_WATER } from '../../fleet/submit.js';
import { queueOptions, storeOptions } from '../queue-options.js';
import { numberOption } from '../terminal/number-option.js';
import { type SubmitFlags, submitPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface submit s3://street/2026 --out s3://public/2026 -- redact --with solid
                                            queue all photos below a prefix; workers put their results below the other
  farface submit /mnt/photos --out /mnt/hidden -- redact
                                            the same in folders that all workers reach at the same paths
  farface submit s3://street/2026 --out s3://faces/2026 -- detect --min-face 6
                                            JSON alone: NAME.json for each photo
  farface submit … --retry-failed -- redact photos that failed are tried once more

The same command goes on with a listing that was cut short, and later queues what is new. A photo that is done is not done again.
Exit code: 0 all photos were queued, 1 not all, or files were passed over that could show faces, 2 wrong usage.`;

/** `farface submit`: queues photos for workers. */
export function submitCommand(): Command {
  const command = new Command('submit')
    .description('Queue photos in object storage or a shared folder for farface work.')
    .argument('<photos>', 's3://bucket/prefix, or a folder that all workers reach at the same path')
    .argument('[command...]', 'behind --: detect or redact, with its options')
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string, words: string[], flags: SubmitFlags) => {
      process.exitCode = await submitPhotos(photos, words, flags);
    });
  const options = [
    new Option('-o, --out <place>', 's3://bucket/prefix or a shared folder for the results').makeOptionMandatory(),
    new Option('--retry-failed', 'try photos that failed once more'),
    new Option('--overwrite', 'make results of other options anew, and replace files that are no results'),
    new Option('--skip-others', 'what lies there and is no photo (videos, documents) may stay as it is'),
    numberOption(
      '--high-water <photos>',
      `photos that may wait in the queue: the listing pauses where there are more (default: ${HIGH_WATER})`,
      integerBetween(1, 100_000_000),
    ),
    ...queueOptions(),
    ...storeOptions(),
    new Option('--json', 'one line of JSON on standard output: how many were queued'),
    new Option('-q, --quiet', 'no progress and no summary, only errors'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}
