/**
 * `npm run bundle:training`: packs Node, farface, a run and its photos into pieces that a machine without a network can train
 * with. There: `sh start.sh MINUTES`. It checks every piece, puts them together, starts or resumes the run, and leaves what it
 * came to in `result/`.
 */
import { Command } from 'commander';
import { runBenchmark } from '../../bench/command.js';
import { DEVICES } from '../../src/platform/port.js';
import { pack } from './pack.js';

const STAGES = ['proposals', 'super-resolution', 'classifier', 'gan'] as const;

const command = new Command('bundle:training')
  .description('Pack Node, farface, a training run and its photos for a machine without a network.')
  .requiredOption('--data <folder>', 'WIDER FACE: holds WIDER_train/images and wider_face_split')
  .requiredOption('-o, --out <folder>', 'where the pieces go; new or empty')
  .option('--stage <stage>', `what is trained: ${STAGES.join(', ')}`, 'proposals')
  .option('--run <folder>', 'a run to go on with (default: a new one)')
  .option('--start-from <file...>', 'weights, or runs, that a new run begins as')
  .option('--pseudo-labels <file>', 'lines of more photos that train; the photos are packed as well')
  .option('--set <name=value...>', 'hyper-parameters, as farface train takes them')
  .option('--device <device>', `what it runs on there: ${DEVICES.join(', ')}`, 'auto')
  .option('--quality <1-100>', 'quality of the photos, encoded anew as JPEG at their own size', Number, 88)
  .action(pack);

await runBenchmark(command);
