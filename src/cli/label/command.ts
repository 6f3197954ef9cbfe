import { Command } from 'commander';
import { readHashes } from '../../datasets/difference-hash.js';
import { detectFields } from '../../detect/options.js';
import { labelPhotos } from '../../label/label-photos.js';
import { EXIT } from '../terminal/exit.js';
import { numberOption } from '../terminal/number-option.js';
import { watchFromTerminal } from '../terminal/watch.js';

const EXAMPLES = `
Examples:
  farface label crowds/ --yunet yunet_n.onnx --scrfd scrfd_2.5g_kps.onnx --out crowds.jsonl
  farface label crowds/ … --out crowds.jsonl --resume --held-out test-photos.txt
  farface train proposals --data wider --pseudo-labels crowds.jsonl --out run

farface (both stages, mirror images), YuNet-n at one and two times the size, and SCRFD-2.5G on the photo and piece by piece
look at each photo; their models are not part of farface. Boxes are the means of theirs, scores the probability that there
is a face. In training, faces from .5 on are aimed at as surely as that, and weaker ones are ignored.

Exit code: 0 all is well, 1 a photo cannot be read, 2 wrong usage, 130 stopped by Ctrl-C.`;

interface LabelFlags {
  readonly yunet: string;
  readonly scrfd: string;
  readonly out: string;
  readonly heldOut?: string;
  readonly resume?: true;
  readonly threads?: number;
  readonly quiet?: true;
}

/** `farface label`: labels photos that nobody annotated, for training. */
export function labelCommand(): Command {
  return new Command('label')
    .description('Label photos that nobody annotated by what farface and other detectors see together, for training.')
    .argument('<photos...>', 'files, folders (with all below them) or patterns')
    .requiredOption('--yunet <file>', 'YuNet-n (libfacedetection.train) as ONNX')
    .requiredOption('--scrfd <file>', 'SCRFD-2.5G with key points (InsightFace) as ONNX, for 640 × 640 pixels')
    .requiredOption('-o, --out <file>', 'lines of JSON as `farface detect --json` prints them')
    .option(
      '--held-out <file>',
      'photos that must never train: difference hashes of 64 hexadecimal digits, one a line; photos within 12 bits are left out',
    )
    .option('--resume', 'go on with the file of --out')
    .addOption(numberOption('--threads <number>', 'threads of each network (default: all cores)', detectFields.threads))
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', EXAMPLES)
    .action(async (photos: string[], flags: LabelFlags) => {
      process.exitCode = await label(photos, flags);
    });
}

async function label(photos: readonly string[], { out, heldOut, quiet, ...flags }: LabelFlags): Promise<number> {
  const watch = watchFromTerminal(!quiet);
  try {
    const hashes = heldOut === undefined ? [] : await readHashes(heldOut);
    const summary = await labelPhotos(photos, out, { ...flags, heldOut: hashes, watch });
    const left = summary.heldOut > 0 ? `; ${summary.heldOut} photos are held out` : '';
    watch.tell(`${summary.faces} faces in ${summary.photos} photos, written to ${out}${left}`);
    if (watch.signal.aborted) return EXIT.interrupted;
    return summary.failed > 0 ? EXIT.failed : EXIT.ok;
  } finally {
    watch.dispose();
  }
}
