import { Command, Option } from 'commander';
import { DETECT_DEFAULTS, detectFields } from '../../detect/options.js';
import { integerBetween, numberBetween } from '../../errors/validate.js';
import { openCoco, openHeldBack, openVoc, openWiderFace } from '../../evaluate/benchmarks.js';
import { DEFAULT_PRECISION } from '../../evaluate/evaluate.js';
import { EVALUATION_THRESHOLD } from '../../evaluate/threshold.js';
import { modelOptions } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { type EvaluateFlags, evaluateBenchmark } from './run.js';

const EXAMPLES = `
Examples:
  farface evaluate wider-face --data wider                            run farface over val and score it
  farface evaluate wider-face --data wider --every 5 --out fifth      on every fifth photo
  farface evaluate wider-face --data wider --predictions their/txt    score somebody else's predictions
  farface evaluate coco --annotations faces.json --images photos
  farface evaluate voc --data VOC2007 --image-set test --category face

A detection run that is stopped goes on where it was when the same command is given again.
Exit code: 0 all is well, 1 something was wrong with the predictions or a photo, 2 wrong usage.`;

interface WiderFaceFlags extends EvaluateFlags {
  readonly data: string;
  readonly annotations?: string;
  readonly heldBack?: true;
}

interface CocoFlags extends EvaluateFlags {
  readonly annotations: string;
  readonly images: string;
  readonly category?: string;
}

interface VocFlags extends EvaluateFlags {
  readonly data: string;
  readonly imageSet?: string;
  readonly category?: string;
}

/** `farface evaluate`: measures a detector as the field does, and by face height. */
export function evaluateCommand(): Command {
  const command = new Command('evaluate')
    .description(
      'Measure farface, or predictions of any detector, on annotated photos: average precision and by face height.',
    )
    // Of its subcommands too.
    .addHelpText('afterAll', EXAMPLES);

  add(command, 'wider-face', 'WIDER FACE val by its official protocol: easy, medium and hard', [
    required('--data <folder>', 'WIDER FACE in its official layout (WIDER_val/images, wider_face_split)'),
    new Option('--annotations <folder>', 'folder of wider_face_val.mat and its like (default: DATA/wider_face_split)'),
    new Option(
      '--held-back',
      'the photos of WIDER_train that never train, instead of val: all settings are chosen on them',
    ),
  ]).action(async ({ data, annotations, heldBack, ...flags }: WiderFaceFlags) => {
    const options = { ...(annotations !== undefined && { annotations }), needImages: needImages(flags) };
    const open = heldBack ? openHeldBack : openWiderFace;
    process.exitCode = await evaluateBenchmark(await open(data, options), flags);
  });

  add(command, 'coco', 'faces annotated in COCO format: AP at an overlap of 0.5', [
    required('--annotations <file>', 'JSON file'),
    required('--images <folder>', 'the photos'),
    new Option('--category <name>', 'the category that means faces (default: the only one, or "face")'),
  ]).action(async ({ annotations, images, category, ...flags }: CocoFlags) => {
    const options = { ...(category !== undefined && { category }), needImages: needImages(flags) };
    const coco = { annotations, category };
    process.exitCode = await evaluateBenchmark(await openCoco(annotations, images, options), { ...flags, coco });
  });

  add(command, 'voc', 'faces annotated in PASCAL VOC format: AP at an overlap of 0.5', [
    required('--data <folder>', 'folder of Annotations and JPEGImages'),
    new Option('--image-set <name>', 'only the photos listed in ImageSets/Main/NAME.txt'),
    new Option('--category <name>', 'the objects that are faces (default: the only kind, or "face")'),
  ]).action(async ({ data, imageSet, category, ...flags }: VocFlags) => {
    const options = {
      ...(imageSet !== undefined && { imageSet }),
      ...(category !== undefined && { category }),
      needImages: needImages(flags),
    };
    process.exitCode = await evaluateBenchmark(await openVoc(data, options), flags);
  });
  return command;
}

/** Predictions are scored by the annotations alone. */
function needImages({ predictions }: EvaluateFlags): boolean {
  return predictions === undefined;
}

function required(flags: string, description: string): Option {
  return new Option(flags, description).makeOptionMandatory();
}

/** A data set's subcommand: its own options, then those that all of them have. */
function add(command: Command, name: string, description: string, own: readonly Option[]): Command {
  const { threshold, nms, maxSide, threads } = detectFields;
  const options = [
    new Option(
      '--predictions <path>',
      'score these instead of running farface: EVENT/NAME.txt in a folder, JSON lines, or COCO results as .json',
    ),
    new Option('-o, --out <folder>', 'for results, figures, and the predictions of a run').default('evaluation'),
    new Option('--name <name>', 'what tables and figures call the detector (default: farface, or the predictions)'),
    new Option('--events <event...>', 'only photos of these events, by name or number'),
    numberOption('--every <n>', 'only every Nth photo, sorted by event and name', integerBetween(1, 1e6)),
    numberOption('--offset <n>', 'the first of them is photo N, from 0 (default: 0)', integerBetween(0, 1e6)),
    new Option('--compare <path>', 'predictions of another detector: differences, with bootstrap intervals'),
    numberOption('--at-precision <share>', 'give recalls at this precision', numberBetween(0, 1)).default(
      DEFAULT_PRECISION,
    ),
    new Option('--baselines <file>', 'precision-recall curves of other detectors, for the figures'),
    new Option('--json', 'print results as JSON instead of a table'),
    numberOption('--scale <factor>', 'enlarge the photos before farface looks at them', numberBetween(0.1, 8)).default(
      1,
      '1, native size',
    ),
    numberOption('-t, --threshold <score>', 'leave out detections less sure than this', threshold).default(
      EVALUATION_THRESHOLD,
    ),
    numberOption('--max-side <pixels>', 'scale down photos with a longer side to this', maxSide),
    numberOption('--nms <overlap>', 'overlap (IoU) above which the weaker box goes', nms).default(DETECT_DEFAULTS.nms),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', threads),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    ...modelOptions(),
    new Option('-q, --quiet', 'no progress'),
  ];
  const subcommand = command.command(name).description(description);
  for (const option of [...own, ...options]) subcommand.addOption(option);
  return subcommand;
}
