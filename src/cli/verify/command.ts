import { Command, Option } from 'commander';
import { combinationFields } from '../../detect/combination.js';
import { DETECT_DEFAULTS, detectFields } from '../../detect/options.js';
import { SCORE_KINDS } from '../../evaluate/predictions/probabilities.js';
import { precisionOption } from '../models.js';
import { numberOption } from '../terminal/number-option.js';
import { type VerifyFlags, verifyPhotos } from './run.js';

const EXAMPLES = `
Examples:
  farface verify --proposals their/txt --photos WIDER_val/images --out verified.jsonl
                                     EVENT/NAME.txt of any detector; or one .txt file of many photos
  farface verify --proposals faces.jsonl --photos photos/ > verified.jsonl
                                     lines of farface detect --json, or such as another detector wrote
  farface verify --proposals results.json --annotations faces.json --photos images/ --scores percent
                                     COCO results; what the photos' numbers mean is in the annotations
  farface evaluate wider-face --data wider --predictions verified.jsonl
                                     … and what the second look is worth

Exit code: 0 all is well, 1 a photo failed or something is wrong with the proposals, 2 wrong usage.`;

/** `farface verify`: rescores the boxes of any detector by the second stage. */
export function verifyCommand(): Command {
  const options = [
    new Option(
      '--proposals <path>',
      'what a detector found: JSON lines, EVENT/NAME.txt in a folder or one .txt, or COCO results as .json',
    ).makeOptionMandatory(),
    new Option('--photos <folder>', 'the photos, found by their names').makeOptionMandatory(),
    new Option('--annotations <file>', 'for COCO results: the annotations, which name the photos'),
    new Option(
      '--category <name>',
      'for COCO results: the category that means faces (default: the only one, or "face")',
    ),
    new Option('--scores <kind>', 'what the scores are').choices(SCORE_KINDS).default('probability'),
    numberOption(
      '--weight <share>',
      'share of the second stage in the combined score, 0 to 1 (default: chosen with its weights)',
      combinationFields.weight,
    ),
    numberOption(
      '--bias <logit>',
      'added to the logit of the combined score (default: chosen with its weights)',
      combinationFields.bias,
    ),
    numberOption(
      '--lift <logit>',
      'added to it for each halving of the height below 20 pixels (default: chosen with its weights)',
      combinationFields.lift,
    ),
    numberOption(
      '--box-weight <share>',
      'share of the second stage in the combined box, 0 to 1 (default: chosen with its weights)',
      combinationFields.boxWeight,
    ),
    numberOption(
      '--nms <overlap>',
      `of faces that the second stage moves onto one place, overlapping by more than this, the surest stays (default: ${DETECT_DEFAULTS.nms})`,
      detectFields.nms,
    ),
    numberOption(
      '--max-height <pixels>',
      'taller faces keep their score (default: chosen with its weights)',
      combinationFields.maxHeight,
    ),
    numberOption(
      '--min-proposal <score>',
      'weaker faces keep their score (default: chosen with its weights, for farface’s own proposals)',
      combinationFields.minProposal,
    ),
    numberOption(
      '--max-proposal <score>',
      'surer faces keep their score (default: chosen with its weights, for farface’s own proposals)',
      combinationFields.maxProposal,
    ),
    numberOption(
      '--max-candidates <n>',
      `look at this many faces of a photo at most, the strongest first (default: ${DETECT_DEFAULTS.maxCandidates})`,
      detectFields.maxCandidates,
    ),
    new Option('--verification-weights <file>', 'weights of the second stage (default: those that ship with farface)'),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', detectFields.threads),
    precisionOption(),
    new Option('-o, --out <file>', 'write the lines of JSON there, where a kill loses none (default: print them)'),
    new Option('--resume', 'go on with the file of --out: photos that are done are skipped, failed ones tried again'),
    new Option('-q, --quiet', 'no progress and no summary, only results and errors'),
  ];
  const command = new Command('verify')
    .description('Give the small faces that any detector found a second look, enlarged, and score them anew.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: VerifyFlags) => {
      process.exitCode = await verifyPhotos(flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}
