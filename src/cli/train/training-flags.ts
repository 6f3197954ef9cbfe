import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import type { AnnotatedPhoto } from '../../datasets/annotations.js';
import { loadWiderFace } from '../../datasets/wider-face.js';
import { detectFields } from '../../detect/options.js';
import { InputError, messageOf } from '../../errors/errors.js';
import { integerBetween, validate } from '../../errors/validate.js';
import type { Tensor } from '../../graph/index.js';
import type { Device } from '../../platform/port.js';
import { chooseBatch, describeBatch } from '../../train/batch-size.js';
import { RUN_FILES } from '../../train/run-files.js';
import { TRAINING_PRECISIONS, type TrainingPrecision } from '../../train/step-session.js';
import { deviceOption } from '../terminal/device-option.js';
import { UsageError } from '../terminal/exit.js';
import { numberOption } from '../terminal/number-option.js';

const everySteps = integerBetween(1, 1_000_000, 'steps');

/** What the commands of all training stages have in common. */
export interface TrainingFlags {
  readonly data?: string;
  readonly pseudoLabels?: string;
  readonly heldOut?: string;
  readonly out?: string;
  readonly resume?: true;
  readonly set: readonly string[];
  readonly showSettings?: true;
  readonly threads?: number;
  readonly device?: Device;
  readonly precision?: TrainingPrecision;
  readonly batchSize?: 'auto';
  readonly checkpointEvery: number;
  readonly evaluateEvery: number;
}

/** Adds the options of `TrainingFlags` to a stage's command. */
export function addTrainingOptions(command: Command, evaluateEvery: number): Command {
  const options = [
    new Option('--data <folder>', 'WIDER FACE: holds WIDER_train/images and wider_face_split'),
    new Option(
      '--pseudo-labels <file>',
      'train on more photos: lines of farface label, whose faces count from a score of .5 on, as surely as that, and weaker ones as neither',
    ),
    new Option(
      '--held-out <file>',
      'leave out of them what must never train: difference hashes of photos, one a line (what is held back is left out anyway)',
    ),
    new Option('-o, --out <folder>', 'the run: checkpoint, weights, metrics, figures'),
    new Option('--resume', 'go on from the checkpoint in --out, with its settings but for those --set again'),
    new Option('--set <name=value>', 'a hyper-parameter; may be repeated')
      .default([] as string[], 'none')
      .argParser((text, before: string[]) => [...before, text]),
    new Option('--show-settings', 'print every hyper-parameter and its default, and stop'),
    numberOption('--threads <number>', 'threads of the network (default: all cores)', detectFields.threads),
    deviceOption(),
    new Option(
      '--precision <kind>',
      'float16: activations of 16 bits, for GPUs that compute with them; a run may change it (default: float32)',
    ).choices(TRAINING_PRECISIONS),
    numberOption('--checkpoint-every <steps>', 'save so often', everySteps).default(200),
    numberOption('--evaluate-every <steps>', 'score the held-back photos so often', everySteps).default(evaluateEvery),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** How large batches are, for commands that train one stage. */
export function batchSizeOption(): Option {
  return new Option(
    '--batch-size <size>',
    'auto: an eighth to eight times the batch that settings say, as memory allows; a run that goes on keeps its own',
  ).choices(['auto']);
}

/** What a run is to do, checked before anything is done. */
export interface PlannedRun<Settings> {
  readonly data: string;
  readonly out: string;
  readonly resume: boolean;
  readonly settings: Settings;
}

/**
 * Reads what all stages are told.
 *
 * @param schema of the stage's hyper-parameters
 * @throws UsageError where flags are missing or contradict what is in the run's folder
 * @throws InputError where a hyper-parameter is wrong
 */
export async function planRun<Schema extends z.ZodType>(
  flags: TrainingFlags,
  schema: Schema,
): Promise<PlannedRun<z.output<Schema>>> {
  const { data, out, resume = false } = flags;
  if (data === undefined || out === undefined)
    throw new UsageError('Name the photos with --data and the run with --out.');
  const checkpoint = join(out, RUN_FILES.checkpoint);
  if (!resume && existsSync(checkpoint))
    throw new UsageError(`${out} holds a run already: add --resume, or name another folder.`);
  if (resume && !existsSync(checkpoint)) throw new UsageError(`${checkpoint} is not there: nothing to resume.`);
  const before = resume ? await readSettings(join(out, RUN_FILES.settings)) : {};
  return { data, out, resume, settings: validate(schema, applyOverrides(before, flags.set)) };
}

/**
 * The settings of a run, whose batch is as large as memory allows where `--batch-size auto` asks for that; says so.
 *
 * @param sized the settings with a batch so many times as large
 * @param stepsOf the graphs of a step
 */
export async function fitBatch<Settings>(
  flags: TrainingFlags,
  { resume, settings }: PlannedRun<Settings>,
  sized: (settings: Settings, factor: number) => Settings,
  stepsOf: (settings: Settings) => readonly Readonly<Record<string, Tensor>>[],
): Promise<Settings> {
  if (flags.batchSize === undefined) return settings;
  if (resume) {
    process.stderr.write('the batch stays as large as it was when the run began\n');
    return settings;
  }
  const choice = await chooseBatch((factor) => stepsOf(sized(settings, factor)), flags);
  process.stderr.write(`a batch ${choice.factor} times as large as the settings say: ${describeBatch(choice)}\n`);
  return sized(settings, choice.factor);
}

/**
 * The photos of WIDER FACE train that are there; tells how many are not.
 *
 * @throws InputError where none is
 */
export async function trainingPhotos(data: string): Promise<readonly AnnotatedPhoto[]> {
  const { photos, missing } = await loadWiderFace(data, 'train');
  if (missing > 0) process.stderr.write(`${data}: ${missing} annotated photos are not there; training on the others\n`);
  if (photos.length === 0) {
    throw new InputError(`${data}: no training photos there. Expected WIDER FACE in its official layout.`);
  }
  return photos;
}

/** Prints every hyper-parameter and its default. */
export function showSettings(schema: z.ZodType): void {
  process.stdout.write(`${JSON.stringify(schema.parse({}), null, 2)}\n`);
}

async function readSettings(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (error) {
    throw new InputError(`${path}: expected the settings of the run as JSON (${messageOf(error)})`);
  }
}

/** Settings with `name=value` texts put over them; names may have dots. */
export function applyOverrides(settings: unknown, overrides: readonly string[]): unknown {
  const result: unknown = structuredClone(settings);
  for (const text of overrides) {
    const [, name, value] = /^([\w.]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new UsageError(`--set ${text}: expected name=value, such as learningRate=0.001.`);
    const path = name.split('.');
    let target = result;
    for (const [depth, part] of path.entries()) {
      if (!isGroup(target)) {
        throw new UsageError(
          `--set ${text}: ${path.slice(0, depth).join('.')} is a value, not a group of settings. See --show-settings.`,
        );
      }
      const isLast = depth === path.length - 1;
      if (isLast || !Object.hasOwn(target, part)) setOwn(target, part, isLast ? parseValue(value!) : {});
      target = target[part];
    }
  }
  return result;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Makes a property of the object's own, whatever its name: `__proto__` would otherwise change what objects inherit. */
function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, writable: true, configurable: true });
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
