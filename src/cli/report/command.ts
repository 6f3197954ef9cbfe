import { Command, Option } from 'commander';
import { DETECT_DEFAULTS, detectFields } from '../../detect/options.js';
import { REPORT_DEFAULTS, reportFields } from '../../report/options.js';
import { modelOptions } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { type ReportFlags, reportPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface report photos/ --out faces.html              one page about all photos in a folder and below it
  farface report 'march/*.jpg' --title 'The march' --view 0
                                                       a small page: thumbnails open nothing
  farface detect photos/ --json > faces.jsonl
  farface report --faces faces.jsonl                   what was found before, perhaps edited by a person

The page is one file that opens from disk with no network. A photo takes about a fifth of a megabyte of it.
Exit code: 0 all photos are in it, 1 some failed and are listed in it, 2 wrong usage.`;

/** `farface report`: one page about the faces in many photos. */
export function reportCommand(): Command {
  const { threshold, minFace, maxSide, nms, threads } = detectFields;
  const options = [
    new Option('-o, --out <file>', 'the page').default('report.html'),
    new Option('--title <text>', 'its heading (default: Faces in, and where)'),
    numberOption(
      '--view <pixels>',
      `longer side of the pictures that thumbnails open, 0 for none (default: ${REPORT_DEFAULTS.view})`,
      reportFields.view,
    ),
    new Option('--faces <file>', 'show what this file lists, in the form of detect --json: nothing is detected'),
    new Option('--base <folder>', 'folder that the paths in --faces start from (default: that of the file)'),
    numberOption(
      '-t, --threshold <score>',
      `leave out faces less sure than this, 0 to 1 (default: ${DETECT_DEFAULTS.threshold}; 0 for --faces)`,
      threshold,
    ),
    numberOption('--min-face <pixels>', 'leave out faces less tall than this', minFace),
    numberOption(
      '--max-side <pixels>',
      'look at photos with a longer side scaled down to this: faster, blind to more',
      maxSide,
    ),
    numberOption(
      '--nms <overlap>',
      `overlap (IoU) above which the weaker box goes (default: ${DETECT_DEFAULTS.nms})`,
      nms,
    ),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', threads),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    ...modelOptions(),
    new Option('-q, --quiet', 'no progress and no summary, only errors'),
  ];
  const command = new Command('report')
    .description('Write one page about the faces in many photos: counts, heights, scores, pictures.')
    .argument('[photos...]', 'files, folders (with all below them) or quoted patterns; none with --faces')
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string[], flags: ReportFlags) => {
      process.exitCode = await reportPhotos(photos, flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}
