import { Command, Option } from 'commander';
import { DETECT_RECALL } from '../../detect/defaults.js';
import { DETECT_DEFAULTS, detectFields } from '../../detect/options.js';
import { integerBetween } from '../../errors/validate.js';
import { EVALUATION_THRESHOLD } from '../../evaluate/threshold.js';
import { FORMATS } from '../../formats/writers.js';
import { CODEC_SOURCES } from '../../platform/node/video/sources.js';
import { modelOptions } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { recallOption } from '../terminal/recall-option.js';
import { type DetectFlags, detectPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface detect crowd.jpg --out found          a line about the photo, and an annotated picture in found/
  farface detect clip.mp4 --json                what is in each frame of a video, a line of JSON a frame
  farface detect photos/ --json > faces.jsonl   all photos in a folder and below it, one line of JSON each
  farface detect 'march/*.jpg' --min-face 6     a pattern; faces under 6 pixels are left out
  farface detect photos/ --format coco --out faces.json
                                                a COCO data set; also csv, yolo, voc, wider
  farface detect archive/ --results faces.jsonl --resume
                                                a long batch: the same command goes on where it was stopped

Exit code: 0 all photos were looked at, 1 some failed, 2 wrong usage.`;

/** `farface detect`: finds faces in photos. */
export function detectCommand(): Command {
  const { threshold, minFace, maxSide, nms, threads } = detectFields;
  const options = [
    numberOption(
      '-t, --threshold <score>',
      `leave out faces less sure than this, 0 to 1 (default: ${DETECT_DEFAULTS.threshold}; ${EVALUATION_THRESHOLD} for --format wider)`,
      threshold,
    ),
    recallOption(DETECT_RECALL),
    numberOption('--min-face <pixels>', 'leave out faces less tall than this', minFace),
    numberOption('--max-side <pixels>', 'scale down photos with a longer side to this: faster, blind to more', maxSide),
    numberOption(
      '--nms <overlap>',
      `overlap (IoU) above which the weaker box goes (default: ${DETECT_DEFAULTS.nms})`,
      nms,
    ),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', threads),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    ...modelOptions(),
    new Option(
      '-o, --out <path>',
      'write annotated pictures to this folder; with --format, the folder of yolo, voc and wider or the file of the others',
    ),
    new Option(
      '--base <folder>',
      'folder that the structure in --out starts from (default: each folder that is named)',
    ),
    new Option('--overwrite', 'replace files in --out that are not known as pictures of an earlier run'),
    new Option('--format <format>', 'what to print (text, json) or to write to --out (the others)')
      .choices(['text', 'json', ...FORMATS])
      .default('text'),
    numberOption('--every <n>', 'of videos, look at every so many frames only (default: 1)', integerBetween(1, 1000)),
    new Option(
      '--tracks',
      'of videos, one line of JSON of the video and one a face over all of its frames, for redact --tracks, not one a frame',
    ),
    new Option(
      '--codec <source>',
      'of videos: node-av, or the ffmpeg on the PATH (default: the first that is installed)',
    ).choices(CODEC_SOURCES),
    new Option('--json', 'same as --format json: one line a photo on standard output'),
    new Option('--results <file>', 'write the lines of JSON to this file instead, where a kill loses none'),
    new Option(
      '--resume',
      'go on with the file of --results: photos that are done are skipped, failed ones tried again',
    ),
    new Option('-q, --quiet', 'no progress and no summary, only results and errors'),
  ];
  const command = new Command('detect')
    .description('Find faces in photos (JPEG, PNG, WebP, AVIF, TIFF, GIF), the tiny ones too.')
    .argument('<photos...>', 'files, folders (with all below them) or quoted patterns; - for standard input')
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string[], flags: DetectFlags) => {
      process.exitCode = await detectPhotos(photos, flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}
