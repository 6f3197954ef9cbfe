import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { holdBack } from '../datasets/hold-back.js';
import { loadWiderFace } from '../datasets/wider-face.js';
import { OnnxProposer } from '../detect/onnx-proposer.js';
import { detectFields } from '../detect/options.js';
import { InputError, messageOf } from '../errors/errors.js';
import { integerBetween, validate } from '../errors/validate.js';
import { writeFigure } from '../evaluate/figures/figure.js';
import { trainingFigure } from '../evaluate/figures/training.js';
import { scoreHeldBack } from '../evaluate/held-back.js';
import { proposalModel } from '../networks/proposal-model.js';
import { writeFileAtomically } from '../runtime/files.js';
import { encodeSafetensors } from '../runtime/safetensors.js';
import { proposalSettings } from '../train/proposal-settings.js';
import { RUN_FILES, trainProposals } from '../train/train-proposals.js';
import { EXIT, UsageError } from './exit.js';
import { onInterrupt } from './interrupt.js';
import { numberOption } from './number-option.js';
import { createProgress, type Progress } from './progress.js';

const everySteps = integerBetween(1, 1_000_000, 'steps');

const EXAMPLES = `
Examples:
  farface train proposals --data wider --out run                         WIDER FACE in wider/, the run in run/
  farface train proposals --data wider --out run --resume                go on where it was
  farface train proposals --data wider --out run --set steps=40000 --set optimizer.weightDecay=0.05
  farface train proposals --show-settings                                every hyper-parameter and its default

The run's folder gets checkpoint.safetensors (everything needed to resume), proposals.safetensors (the averaged weights,
for detect --weights), metrics.jsonl, and figures of the loss and of the score on held-back photos.
Ctrl-C saves and stops.`;

interface TrainFlags {
  readonly data?: string;
  readonly out?: string;
  readonly resume?: true;
  readonly set: readonly string[];
  readonly showSettings?: true;
  readonly threads?: number;
  readonly checkpointEvery: number;
  readonly evaluateEvery: number;
}

/** `farface train proposals`: trains the proposal network. */
export function trainProposalsCommand(): Command {
  const command = new Command('proposals')
    .description('Train the proposal network; a twentieth of the photos is held back to score it.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TrainFlags) => {
      process.exitCode = await train(flags);
    });
  const options = [
    new Option('--data <folder>', 'WIDER FACE: holds WIDER_train/images and wider_face_split'),
    new Option('-o, --out <folder>', 'the run: checkpoint, weights, metrics, figures'),
    new Option('--resume', 'go on from the checkpoint in --out, with its settings but for those --set again'),
    new Option('--set <name=value>', 'a hyper-parameter; may be repeated')
      .default([] as string[], 'none')
      .argParser((text, before: string[]) => [...before, text]),
    new Option('--show-settings', 'print every hyper-parameter and its default, and stop'),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', detectFields.threads),
    numberOption('--checkpoint-every <steps>', 'save so often', everySteps).default(200),
    numberOption('--evaluate-every <steps>', 'score the held-back photos so often', everySteps).default(2000),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

async function train(flags: TrainFlags): Promise<number> {
  if (flags.showSettings) {
    process.stdout.write(`${JSON.stringify(proposalSettings.parse({}), null, 2)}\n`);
    return EXIT.ok;
  }
  const { data, out, resume = false } = flags;
  if (data === undefined || out === undefined)
    throw new UsageError('Name the photos with --data and the run with --out.');
  const checkpoint = join(out, RUN_FILES.checkpoint);
  if (!resume && existsSync(checkpoint))
    throw new UsageError(`${out} holds a run already: add --resume, or name another folder.`);
  if (resume && !existsSync(checkpoint)) throw new UsageError(`${checkpoint} is not there: nothing to resume.`);
  const before = resume ? await readSettings(join(out, RUN_FILES.settings)) : {};
  const settings = validate(proposalSettings, applyOverrides(before, flags.set));
  const { photos, missing } = await loadWiderFace(data, 'train');
  if (missing > 0) process.stderr.write(`${data}: ${missing} annotated photos are not there; training on the others\n`);
  const { train: trained, heldBack } = holdBack(photos);
  if (trained.length === 0) throw new InputError(`${data}: no training photos there`);

  const interrupt = onInterrupt();
  let progress: Progress | undefined;
  let heldBackNote = '';
  const run = await trainProposals({
    photos: trained,
    folder: out,
    settings,
    resume,
    threads: flags.threads,
    signal: interrupt.signal,
    rhythm: { checkpoint: flags.checkpointEvery, metrics: 50, evaluate: flags.evaluateEvery },
    onStart: (step) => {
      progress = createProgress(settings.steps, 'steps', true, step);
    },
    onStep: ({ loss, seconds }) =>
      progress?.advance(`loss ${loss.toFixed(3)}, ${(settings.batchSize / seconds).toFixed(1)} crops/s${heldBackNote}`),
    onMetrics: async (lines) => {
      for (const [name, label] of [
        ['loss', 'loss'],
        ['heldBackAP', 'average precision on held-back photos'],
      ] as const) {
        const svg = trainingFigure(lines, name, label);
        if (svg) await writeFigure(join(out, name), svg);
      }
    },
    evaluate: async (weights) => {
      await writeFileAtomically(join(out, RUN_FILES.weights), encodeSafetensors(weights));
      const score = await scoreHeldBack(
        heldBack,
        await OnnxProposer.load(proposalModel(weights), flags.threads),
        interrupt.signal,
      );
      if (score.heldBackAP !== undefined) heldBackNote = `, held-back AP ${score.heldBackAP}`;
      return score;
    },
  });
  progress?.stop();
  interrupt.dispose();
  await writeFileAtomically(join(out, RUN_FILES.weights), encodeSafetensors(run.weights));
  process.stderr.write(
    `${run.step} of ${settings.steps} steps, ${run.hours.toFixed(2)} hours of training in all, ${(100 * run.waitShare).toFixed(1)} % of the time waiting for crops; weights in ${join(out, RUN_FILES.weights)}\n`,
  );
  return interrupt.signal.aborted ? EXIT.interrupted : EXIT.ok;
}

async function readSettings(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new InputError(`${path}: expected the settings of the run as JSON (${messageOf(error)})`);
  }
}

/** Settings with `name=value` texts put over them; names may have dots. */
function applyOverrides(settings: unknown, overrides: readonly string[]): unknown {
  const result = structuredClone(settings) as Record<string, unknown>;
  for (const text of overrides) {
    const [, name, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new UsageError(`--set ${text}: expected name=value, such as learningRate=0.001`);
    const path = name.split('.');
    let target = result;
    for (const part of path.slice(0, -1)) {
      target[part] ??= {};
      target = target[part] as Record<string, unknown>;
    }
    target[path.at(-1)!] = parseValue(value!);
  }
  return result;
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
