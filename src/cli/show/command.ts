import { Command, Option } from 'commander';
import { integerBetween, numberBetween } from '../../errors/validate.js';
import { DEFAULT_PRECISION } from '../../evaluate/evaluate.js';
import { numberOption } from '../terminal/number-option.js';
import { type ShowFlags, showPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface show --data wider --predictions evaluation --out shown
  farface show --data photos --annotations faces.json --predictions faces.jsonl --out shown
  farface show --data VOC2007 --category face --predictions faces.jsonl --out shown --photos 100`;

/** `farface show`: pictures of what a detector finds, misses and makes up, the worst photos first. */
export function showCommand(): Command {
  const options = [
    new Option('--data <folder>', 'WIDER FACE or PASCAL VOC, or the photos of --annotations').makeOptionMandatory(),
    new Option('--annotations <path>', "COCO's JSON file, or the folder of WIDER FACE's annotations"),
    new Option('--category <name>', 'the category that means faces (default: the only one, or "face")'),
    new Option(
      '--predictions <path>',
      'what was found: EVENT/NAME.txt in a folder, JSON lines, or the folder of farface evaluate',
    ).makeOptionMandatory(),
    new Option('-o, --out <folder>', 'for the pictures').makeOptionMandatory(),
    numberOption('--photos <n>', 'how many photos to draw', integerBetween(1, 1e6)).default(30),
    numberOption('-t, --threshold <score>', 'show detections at least this sure', numberBetween(-1e9, 1e9)),
    numberOption(
      '--at-precision <share>',
      'show detections down to the score at which this share of them is right',
      numberBetween(0, 1),
    ).default(DEFAULT_PRECISION),
    new Option('--events <event...>', 'only photos of these events, by name or number'),
    numberOption('--every <n>', 'only every Nth photo, sorted by event and name', integerBetween(1, 1e6)),
    new Option('-q, --quiet', 'no progress'),
  ];
  const command = new Command('show')
    .description(
      'Draw what a detector finds (blue and amber), misses (ringed) and makes up (crossed), the worst photos first.',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (flags: ShowFlags) => {
      process.exitCode = await showPhotos(flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}
