import { availableParallelism } from 'node:os';
import { Option } from 'commander';
import { ENLARGERS, type EnlargerName, type Zoom } from '../detect/enlargers.js';
import { DETECT_DEFAULTS, type DetectOptions, type DetectorOptions, detectFields } from '../detect/options.js';
import { PRECISIONS, type PrecisionChoice } from '../detect/precision.js';
import type { Device } from '../platform/port.js';
import { deviceOption } from './terminal/device-option.js';
import { UsageError } from './terminal/exit.js';
import { numberOption } from './terminal/number-option.js';

/** Which networks a command detects with. */
export interface ModelFlags extends Pick<DetectOptions, 'maxCandidates'> {
  readonly threads?: number;
  readonly device?: Device;
  readonly weights?: string;
  readonly precision?: PrecisionChoice;
  readonly mirror?: true;
  readonly zoom?: Zoom;
  readonly zoomBy?: EnlargerName;
  /** False for --no-verify. */
  readonly verify?: boolean;
  readonly verificationWeights?: string;
}

/** How photos are looked at, the same for all commands that detect. */
export function modelOptions(): Option[] {
  return [
    deviceOption(),
    new Option('--mirror', 'look at the mirror image of each photo as well: better, in up to twice the time'),
    numberOption(
      '--zoom <factor>',
      'look at each photo enlarged twice as well, tile by tile, for those who must miss nobody in a crowd: fewer faces of 4 to 12 pixels are missed, in up to seven times the time',
      detectFields.zoom,
    ),
    new Option(
      '--zoom-by <what>',
      'enlarge by lanczos, or draw by the generator: no better so far, and half a minute and more for a photo of 1024 × 768 (default: lanczos)',
    ).choices(ENLARGERS),
    new Option('--no-verify', 'trust the proposals: no second look at small faces, enlarged'),
    numberOption(
      '--max-candidates <n>',
      `give at most this many faces of a photo that second look, the strongest first (default: ${DETECT_DEFAULTS.maxCandidates})`,
      detectFields.maxCandidates,
    ),
    precisionOption(),
    new Option(
      '--verification-weights <file>',
      'weights of the second stage (default: those that ship with farface, unless --weights names others)',
    ),
  ];
}

/** In which numbers networks compute. */
export function precisionOption(): Option {
  return new Option(
    '--precision <kind>',
    'int8: 8 bits, in a third of the time; float32: as trained; float16: half precision, on GPUs that have it; auto: 8 bits where weights and machine allow it (default: auto)',
  ).choices(PRECISIONS);
}

/** What to make a detector with. Throws `UsageError` where the flags contradict each other. */
export function modelsOf({
  threads,
  device,
  weights,
  mirror,
  zoom,
  zoomBy,
  verify,
  verificationWeights,
  maxCandidates,
  precision,
}: ModelFlags): DetectorOptions {
  const none = verify === false;
  if (none && verificationWeights !== undefined)
    throw new UsageError('--no-verify and --verification-weights: choose one of them.');
  if (none && maxCandidates !== undefined)
    throw new UsageError('--max-candidates is for the second look that --no-verify leaves out.');
  if (zoomBy !== undefined && zoom === undefined)
    throw new UsageError('--zoom-by says how --zoom enlarges: add --zoom 2.');
  return {
    threads,
    device,
    precision,
    weights,
    mirror,
    zoom,
    zoomBy,
    verificationWeights,
    maxCandidates,
    ...(none && { verify: false }),
  };
}

/** Photos of a batch that are looked at in parallel: each network needs memory of its own. */
export const PARALLEL = Math.min(availableParallelism(), 4);

/** Photos of a batch begun beside the one that comes next: each network has one more to go on with, and one is decoded. */
export const AHEAD = 2 * PARALLEL;

/** The same for a batch: photos are looked at in parallel, unless `--threads` says what one network gets. */
export function batchModelsOf(flags: ModelFlags, photos: number): DetectorOptions {
  const parallel = Math.min(photos, PARALLEL);
  const alone = flags.threads !== undefined || parallel < 2 || (flags.device !== undefined && flags.device !== 'cpu');
  return { ...modelsOf(flags), ...(!alone && { parallel, threads: Math.floor(availableParallelism() / parallel) }) };
}
