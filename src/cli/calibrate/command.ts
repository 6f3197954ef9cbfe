import { join } from 'node:path';
import { Command, Option } from 'commander';
import { calibrateProposals, calibrateVerification } from '../../calibrate/calibrate.js';
import type { ScoredClipping } from '../../calibrate/choose-clipping.js';
import { holdBack } from '../../datasets/training-split.js';
import { loadWiderFace } from '../../datasets/wider-face.js';
import { encodeProposalFile } from '../../detect/load-proposer.js';
import { detectFields } from '../../detect/options.js';
import { encodeVerificationFile } from '../../detect/verification-file.js';
import { columns } from '../../evaluate/table.js';
import { writeFileAtomically } from '../../runtime/files.js';
import { makeFolder } from '../../runtime/folders.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { numberOption } from '../terminal/number-option.js';
import { watchFromTerminal } from '../terminal/watch.js';
import { namedPhotos } from './named-photos.js';

const EXAMPLES = `
Examples:
  farface calibrate photos/ --weights own.safetensors --out calibrated
  farface detect crowd.jpg --weights calibrated/proposals.safetensors
  farface calibrate --data wider --out calibrated    the way to set limits chosen on photos held back from training

To compute in 8 bits, networks must know how large their activations get. This looks at photos, which need no annotations but
should be of the kind that is to be looked at later, and writes the weights anew with that; the weights themselves stay.`;

interface CalibrateFlags {
  readonly out: string;
  readonly data?: string;
  readonly weights?: string;
  readonly verificationWeights?: string;
  readonly threads?: number;
  readonly quiet?: true;
}

/** `farface calibrate`: weights with the ranges that 8 bits need. */
export function calibrateCommand(): Command {
  const options = [
    new Option('-o, --out <folder>', 'gets proposals.safetensors and verification.safetensors').makeOptionMandatory(),
    new Option(
      '--data <folder>',
      'WIDER FACE in place of photos: its training photos, and those held back from training',
    ),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
    new Option('--verification-weights <file>', 'weights of the second stage (default: those that ship with farface)'),
    numberOption('--threads <number>', 'threads of the networks (default: all cores)', detectFields.threads),
    new Option('-q, --quiet', 'no progress'),
  ];
  const command = new Command('calibrate')
    .description('Write weights that can compute in 8 bits, in a third of the time, by looking at photos.')
    .argument('[photos...]', 'photos and folders of them')
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string[], flags: CalibrateFlags) => {
      process.exitCode = await run(photos, flags);
    });
  for (const option of options) command.addOption(option);
  return command;
}

async function run(typed: readonly string[], flags: CalibrateFlags): Promise<number> {
  const { out, weights, verificationWeights, threads, quiet } = flags;
  const watch = watchFromTerminal(!quiet);
  try {
    const calibration = { ...(await photosOf(typed, flags)), threads, watch };
    await makeFolder(out);
    const proposals = await calibrateProposals(calibration, weights);
    await writeFileAtomically(join(out, 'proposals.safetensors'), encodeProposalFile(proposals.file));
    print('proposals', proposals.tried);
    const verification = await calibrateVerification(calibration, verificationWeights, proposals.file);
    await writeFileAtomically(join(out, 'verification.safetensors'), encodeVerificationFile(verification.file));
    print('both stages', verification.tried);
    return EXIT.ok;
  } catch (error) {
    if (watch.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    watch.dispose();
  }
}

async function photosOf(typed: readonly string[], { data }: CalibrateFlags) {
  if ((data === undefined) === (typed.length === 0))
    throw new UsageError('Name photos to calibrate by, or WIDER FACE with --data: one of them.');
  if (data === undefined) return { photos: await namedPhotos(typed) };
  const { photos } = await loadWiderFace(data, 'train');
  const { train, heldBack } = holdBack(photos);
  return { photos: train.map(({ path }) => path), heldBack };
}

function print(network: string, tried: readonly ScoredClipping[]): void {
  if (tried.length === 0) return;
  const rows = tried.map(({ rule, averagePrecision }) => [
    rule ? `${rule.fine}, at coarse strides ${rule.coarse}` : 'float32',
    averagePrecision.toFixed(4),
  ]);
  process.stdout.write(`${columns([[`limits, ${network}`, 'AP held back'], ...rows])}\n`);
}
