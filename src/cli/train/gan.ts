import { dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { holdBack } from '../../datasets/training-split.js';
import { type GanStage, ganSettings, sizedGan, storedSide } from '../../train/gan-settings.js';
import { loadRegionData } from '../../train/region-data.js';
import { runGanStage, VERIFICATION_WEIGHTS } from '../../train/run-gan-stage.js';
import { trainingSummary } from '../../train/summary.js';
import { ganStepsOf } from '../../train/train-gan.js';
import { addRangesAfterTraining } from '../calibrate/add-ranges.js';
import { EXIT } from '../terminal/exit.js';
import { watchFromTerminal } from '../terminal/watch.js';
import {
  addTrainingOptions,
  batchSizeOption,
  fitBatch,
  planRun,
  showSettings,
  type TrainingFlags,
  trainingPhotos,
} from './training-flags.js';

export interface GanFlags extends TrainingFlags {
  readonly regions?: string;
  readonly startFrom: readonly string[];
  readonly weights?: string;
}

const DESCRIPTIONS: Record<GanStage, string> = {
  'super-resolution': 'Train the generator to enlarge regions fourfold, by the pixel-wise loss alone.',
  classifier: 'Train the discriminator to tell faces among regions that were enlarged without a generator.',
  gan: 'Train generator and discriminator against each other, and both to tell faces.',
};

const EXAMPLES = `
Examples, in this order:
  farface train super-resolution --data wider --out runs/generator
  farface train classifier --data wider --out runs/discriminator
  farface train gan --data wider --out runs/gan --start-from runs/generator --start-from runs/discriminator
  farface detect crowd.jpg --verification-weights runs/gan/verification.safetensors

The proposal network first finds candidates in all training photos; they are kept in --regions until the network or the
settings change. The run's folder gets checkpoint.safetensors (everything needed to resume), verification.safetensors (the
averaged weights; at the end with the ranges that 8 bits need), metrics.jsonl, figures, and a picture of restored regions of held-back photos. Ctrl-C saves and stops.`;

/** `farface train super-resolution`, `train classifier` and `train gan`: the second stage. */
export function trainGanCommand(stage: GanStage): Command {
  const command = new Command(stage)
    .description(DESCRIPTIONS[stage])
    .addHelpText('after', EXAMPLES)
    .action(async (flags: GanFlags) => {
      process.exitCode = await train(stage, flags);
    });
  return addGanOptions(command).addOption(batchSizeOption());
}

/** Adds the options of `GanFlags` to a command. */
export function addGanOptions(command: Command): Command {
  addTrainingOptions(command, 500);
  const options = [
    new Option(
      '--start-from <run>',
      'a run, or a file of weights, whose networks this one goes on from; may be repeated',
    )
      .default([] as string[], 'random networks')
      .argParser((text, before: string[]) => [...before, text]),
    new Option('--regions <folder>', 'where candidates are kept (default: regions, beside --out)'),
    new Option('--weights <file>', 'weights of the proposal network (default: those that ship with farface)'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

async function train(stage: GanStage, flags: GanFlags): Promise<number> {
  if (flags.showSettings) {
    showSettings(ganSettings[stage]);
    return EXIT.ok;
  }
  const planned = await planRun(flags, ganSettings[stage]);
  const { data, out, resume } = planned;
  const settings = await fitBatch(flags, planned, sizedGan, (sized) => ganStepsOf(stage, sized, flags.precision));
  const photos = await trainingPhotos(data);
  const watch = watchFromTerminal();
  try {
    const place = flags.regions ?? join(dirname(resolve(out)), 'regions');
    const regions = await loadRegionData(photos, place, settings.labels, {
      ...flags,
      side: storedSide(settings.preset),
      watch,
    });
    const run = await runGanStage({ ...ganRunOf(flags), stage, folder: out, settings, resume, regions, watch });
    const file = join(out, VERIFICATION_WEIGHTS);
    if (stage !== 'super-resolution' && !watch.signal.aborted) {
      const { weights: proposals, threads } = flags;
      const paths = holdBack(photos).train.map(({ path }) => path);
      await addRangesAfterTraining({ file, network: 'second stage', proposals }, paths, { threads, watch });
    }
    watch.tell(`${trainingSummary(run, settings.steps)}; weights in ${file}`);
    return watch.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (watch.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    watch.dispose();
  }
}

/** What the flags say of a run. */
export function ganRunOf({ startFrom, threads, device, precision, checkpointEvery, evaluateEvery }: GanFlags) {
  return { startFrom, threads, device, precision, rhythm: { checkpoint: checkpointEvery, evaluate: evaluateEvery } };
}
