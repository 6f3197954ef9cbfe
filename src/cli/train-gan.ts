import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { loadWiderFace } from '../datasets/wider-face.js';
import { DEFAULT_COMBINATION } from '../detect/combination.js';
import { encodeVerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import { writeFigure } from '../evaluate/figures/figure.js';
import { drawRestorations } from '../evaluate/figures/restorations.js';
import { trainingFigure } from '../evaluate/figures/training.js';
import { scoreSecondStage } from '../evaluate/second-stage.js';
import { writeImage } from '../image/write.js';
import type { Weights } from '../networks/parameters.js';
import { writeFileAtomically } from '../runtime/files.js';
import { collapseWarning } from '../train/collapse.js';
import { batchSettings, type GanSettings, type GanStage, ganSettings, presetOf } from '../train/gan-settings.js';
import { trainGan } from '../train/train-gan.js';
import { EXIT } from './exit.js';
import { onInterrupt } from './interrupt.js';
import { createProgress, type Progress } from './progress.js';
import { loadRegionData } from './region-data.js';
import { addTrainingOptions, planRun, showSettings, type TrainingFlags } from './training-flags.js';

/** The file of averaged weights in a run's folder, as detection and `farface verify` load it. */
const WEIGHTS = 'verification.safetensors';

/** Rows of the picture of restored regions. */
const ROWS = 8;

interface GanFlags extends TrainingFlags {
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
  addTrainingOptions(command, 500);
  const options = [
    new Option('--start-from <run>', 'a run whose networks this one goes on from; may be repeated')
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
  let progress: Progress | undefined;
  let note = '';
  try {
    const folder = flags.regions ?? join(dirname(resolve(out)), 'regions');
    const regions = await loadRegionData(photos, folder, settings.labels, { ...flags, signal: interrupt.signal });
    await mkdir(out, { recursive: true });
    const run = await trainGan({
      stage,
      samples: regions.train,
      folder: out,
      settings,
      resume,
      startFrom: flags.startFrom,
      threads: flags.threads,
      signal: interrupt.signal,
      rhythm: { checkpoint: flags.checkpointEvery, metrics: 50, evaluate: flags.evaluateEvery },
      onStart: (step) => {
        progress = createProgress(settings.steps, 'steps', true, step);
      },
      onStep: ({ loss, seconds }) => {
        const rate = (settings.pairs + settings.candidates) / seconds;
        progress?.advance(`loss ${loss.toFixed(4)}, ${rate.toFixed(0)} regions/s${note}`);
      },
      onMetrics: async (lines) => {
        const warning = collapseWarning(lines);
        if (warning) progress?.line(`farface: ${warning}`, process.stderr);
        for (const [name, label] of FIGURES) {
          const svg = trainingFigure(lines, name, label);
          if (svg) await writeFigure(join(out, name.replaceAll(/[ .]/g, '-')), svg);
        }
      },
      evaluate: async (weights) => {
        await writeWeights(join(out, WEIGHTS), stage, settings, weights);
        const file = { file: out, weights, ...described(stage, settings), combination: DEFAULT_COMBINATION };
        const judged = await scoreSecondStage(regions.heldBack, batchSettings(settings), file, flags.threads);
        if (judged.restorations.length > 0)
          await writeImage(join(out, 'restorations.png'), await drawRestorations(judged.restorations, ROWS));
        note = Object.entries(judged.numbers)
          .filter(([name]) => name === 'tinyFaceAP' || name === 'refined PSNR')
          .map(([name, value]) => `, ${name} ${value.toFixed(3)}`)
          .join('');
        return judged.numbers;
      },
    });
    await writeWeights(join(out, WEIGHTS), stage, settings, run.weights);
    progress?.stop();
    process.stderr.write(
      `${run.step} of ${settings.steps} steps, ${run.hours.toFixed(2)} hours of training in all; weights in ${join(out, WEIGHTS)}\n`,
    );
    return interrupt.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } catch (error) {
    if (interrupt.signal.aborted) return EXIT.interrupted;
    throw error instanceof RangeError ? new InputError(error.message) : error;
  } finally {
    progress?.stop();
    interrupt.dispose();
  }
}

const FIGURES = [
  ['loss', 'loss'],
  ['discriminator.realAccuracy', 'share of real images taken for real'],
  ['discriminator.generatedAccuracy', 'share of generated images taken for generated'],
  ['generator.gradientNorm', 'norm of the generator’s gradient'],
  ['refined PSNR', 'PSNR on held-back photos, dB'],
  ['tinyFaceAP', 'average precision on held-back candidates of 6–16 px'],
] as const;

/** What a file of weights says of the networks. */
function described(stage: GanStage, settings: GanSettings) {
  const preset = presetOf(settings);
  return {
    preset: stage === 'classifier' ? { ...preset, generator: null } : preset,
    context: settings.context,
  };
}

async function writeWeights(path: string, stage: GanStage, settings: GanSettings, weights: Weights): Promise<void> {
  const bytes = encodeVerificationFile({ weights, ...described(stage, settings), combination: DEFAULT_COMBINATION });
  await writeFileAtomically(path, bytes);
}
