import { dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { loadWiderFace } from '../../datasets/wider-face.js';
import { InputError } from '../../errors/errors.js';
import { type GanStage, ganSettings } from '../../train/gan-settings.js';
import { loadRegionData } from '../../train/region-data.js';
import { runGanStage } from '../../train/run-gan-stage.js';
import { EXIT } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { addTrainingOptions, planRun, showSettings, type TrainingFlags } from './training-flags.js';

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
averaged weights), metrics.jsonl, figures, and a picture of restored regions of held-back photos. Ctrl-C saves and stops.`;

/** `farface train super-resolution`, `train classifier` and `train gan`: the second stage. */
export function trainGanCommand(stage: GanStage): Command {
  const command = new Command(stage)
    .description(DESCRIPTIONS[stage])
    .addHelpText('after', EXAMPLES)
    .action(async (flags: GanFlags) => {
      process.exitCode = await train(stage, flags);
    });
  return addGanOptions(command);
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
  const { data, out, resume, settings } = await planRun(flags, ganSettings[stage]);
  const { photos, missing } = await loadWiderFace(data, 'train');
  if (missing > 0) process.stderr.write(`${data}: ${missing} annotated photos are not there; training on the others\n`);
  if (photos.length === 0) throw new InputError(`${data}: no training photos there`);
  const interrupt = onInterrupt();
  try {
    const folder = flags.regions ?? join(dirname(resolve(out)), 'regions');
    const regions = await loadRegionData(photos, folder, settings.labels, { ...flags, signal: interrupt.signal });
    await runGanStage({ stage, folder: out, settings, resume, regions, flags, signal: interrupt.signal });
    return interrupt.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error;
  } finally {
    interrupt.dispose();
  }
}
