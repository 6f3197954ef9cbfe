import { Command, Option } from 'commander';
import { DETECT_DEFAULTS, detectFields } from '../../detect/options.js';
import { IMAGINED } from '../../enhance/warning.js';
import { modelOptions } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { type EnhanceFlags, enhancePhotos } from './run.js';

const EXAMPLES = `
${IMAGINED}
Faces of more than about 32 pixels are left out: they need no help.

Examples:
  farface enhance crowd.jpg --sheet             enhanced/enhanced-001.png, each face before and after
  farface enhance photos/ --out faces           faces/…/NAME.face-001.png, a file a face
  farface detect photos/ --json > faces.jsonl
  farface enhance photos/ --faces faces.jsonl   what was found before, perhaps edited by a person

Exit code: 0 all photos were looked at, 1 some failed, 2 wrong usage.`;

/** `farface enhance`: draws the small faces in photos at four times their size. */
export function enhanceCommand(): Command {
  const { threshold, minFace, maxSide, nms, threads } = detectFields;
  const options = [
    new Option('-o, --out <folder>', 'for the pictures').default('enhanced'),
    new Option('--sheet', 'contact sheets of all faces, each as photographed and enhanced, instead of a file a face'),
    new Option('--faces <file>', 'enhance what this file lists, in the form of detect --json: nothing is detected'),
    new Option('--base <folder>', 'folder that the paths in --faces start from (default: that of the file)'),
    numberOption(
      '-t, --threshold <score>',
      `leave out faces less sure than this, 0 to 1 (default: ${DETECT_DEFAULTS.threshold})`,
      threshold,
    ),
    numberOption('--min-face <pixels>', 'leave out faces less tall than this', minFace),
    numberOption('--max-side <pixels>', 'look at photos with a longer side scaled down to this', maxSide),
    numberOption(
      '--nms <overlap>',
      `overlap (IoU) above which the weaker box goes (default: ${DETECT_DEFAULTS.nms})`,
      nms,
    ),
    numberOption('--threads <number>', 'threads of the networks (default: all cores)', threads),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    ...modelOptions(),
    new Option('-q, --quiet', 'no progress, warning and summary, only errors'),
  ];
  const command = new Command('enhance')
    .description('Draw the small faces in photos at four times their size, with details that are imagined.')
    .argument('<photos...>', 'files, folders (with all below them) or quoted patterns')
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string[], flags: EnhanceFlags) => {
      process.exitCode = await enhancePhotos(photos, flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}
