import type { FailedInput, PhotoInput } from '../../batch/inputs.js';
import { STANDARD_INPUT } from '../../batch/photo-file.js';
import type { Destination } from '../../batch/places.js';
import type { DetectOptions } from '../../detect/options.js';
import type { Recall } from '../../detect/recall.js';
import { InputError } from '../../errors/errors.js';
import { FacesFile, type ListedPhoto } from '../../formats/faces-file.js';
import type { CodecSource } from '../../platform/node/video/index.js';
import { type HIDING, REDACT_DEFAULTS, type RedactOptions, type SHAPES } from '../../redact/options.js';
import type { ModelFlags } from '../models.js';
import { UsageError } from '../terminal/exit.js';
import { thresholdOf } from '../terminal/recall-option.js';

/** The command line of `farface redact`, checked one by one already. */
export interface RedactFlags extends DetectOptions, ModelFlags {
  readonly recall?: Recall;
  readonly with?: (typeof HIDING)[number];
  readonly shape?: (typeof SHAPES)[number];
  readonly scale?: number;
  readonly color?: string;
  readonly strength?: number;
  readonly check: boolean;
  readonly keepMetadata?: true;
  readonly keepFaces?: string;
  readonly also?: string;
  readonly only?: string;
  readonly base?: string;
  readonly review?: string;
  readonly reviewMost?: number;
  readonly out?: string;
  readonly inPlace?: true;
  readonly overwrite?: true;
  readonly onlyNamed?: true;
  readonly skipOthers?: true;
  readonly resume?: string;
  /** Of videos. */
  readonly every?: number;
  readonly quality?: number;
  readonly codec?: CodecSource;
  readonly tracks?: string;
  readonly keepSubtitles?: true;
  /** Of cameras and streams. */
  readonly delay?: number;
  readonly listen?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/**
 * Faces down to this share of the threshold count as nearly found, and may be shown for review.
 */
const NEARLY = 2 / 3;

/** Eight sheets, which a person looks through in some minutes. */
export const REVIEW_MOST = 512;

/** What stands for standard output where a folder is named. */
const STANDARD_OUTPUT = '-';

/** @throws UsageError where a flag is for cameras and streams alone. */
export function checkedForFiles(flags: RedactFlags): RedactFlags {
  for (const flag of ['delay', 'listen'] as const) {
    if (flags[flag] !== undefined)
      throw new UsageError(`--${flag} is for cameras and streams, as in rtsp://… or camera:/dev/video0.`);
  }
  return flags;
}

/** Where results go. Throws `UsageError` where the flags contradict each other. */
export function destinationOf(typed: readonly string[], flags: RedactFlags): Destination | 'standard output' {
  const { out, inPlace, only, keepFaces, also, onlyNamed, review, reviewMost } = flags;
  if (reviewMost !== undefined && review === undefined) {
    throw new UsageError('--review-most is about the sheets of --review: name a folder for them.');
  }
  if (out !== undefined && inPlace) throw new UsageError('--out and --in-place: choose one of them.');
  if (only !== undefined && (keepFaces !== undefined || also !== undefined)) {
    throw new UsageError('--only says all regions already: leave out --keep-faces and --also.');
  }
  if (onlyNamed && keepFaces === undefined && also === undefined) {
    throw new UsageError('--only-named redoes the photos that --also and --keep-faces name: give one of these files.');
  }
  const reads = typed.includes(STANDARD_INPUT);
  if (out === STANDARD_OUTPUT || reads) return standardOutput(typed, flags);
  if (out !== undefined) return { out };
  return inPlace ? 'in place' : 'beside';
}

/** Throws `UsageError` where more than one picture would be written there, or something besides it. */
function standardOutput(typed: readonly string[], { out, inPlace, json, resume }: RedactFlags): 'standard output' {
  if (typed.length > 1) throw new UsageError('-: standard input and output are for one photo, so name no other.');
  if (inPlace) throw new UsageError('--in-place and -: standard input cannot be replaced.');
  if (out !== undefined && out !== STANDARD_OUTPUT) {
    throw new UsageError('-: a photo from standard input goes to standard output; leave out --out, or write > FILE.');
  }
  if (json) throw new UsageError('--json and -: both would go to standard output.');
  if (resume !== undefined) throw new UsageError('--resume and -: what comes from there cannot be asked for again.');
  if (process.stdout.isTTY) throw new UsageError('-: a picture is no text for a terminal; write > FILE behind it.');
  return 'standard output';
}

/** The options that hold for every photo. */
export function optionsOf(flags: RedactFlags): RedactOptions {
  const { minFace, maxSide, nms, shape, scale, color, strength, check } = flags;
  const threshold = thresholdOf(flags) ?? REDACT_DEFAULTS.threshold;
  return {
    ...{ threshold, minFace, maxSide, nms, shape, scale, color, strength, check, with: flags.with },
    keepMetadata: flags.keepMetadata ?? REDACT_DEFAULTS.keepMetadata,
    nearly: flags.review === undefined ? undefined : NEARLY * threshold,
  };
}

/** The files of regions, read, and what they say about each photo. */
export class NamedRegions {
  private constructor(readonly files: Partial<Record<'keep' | 'also' | 'only', FacesFile>>) {}

  /** @throws InputError where a file cannot be read. */
  static async read({ keepFaces, also, only, base }: RedactFlags): Promise<NamedRegions> {
    const read = async (flag: string, path: string) => {
      const file = await FacesFile.read(path, base);
      if (!file.isEmpty) return file;
      throw new InputError(
        `${path}: has no lines, so that ${flag} says nothing; expected lines of JSON as farface detect --json prints them. Leave ${flag} out if that is meant.`,
      );
    };
    return new NamedRegions({
      ...(keepFaces !== undefined && { keep: await read('--keep-faces', keepFaces) }),
      ...(also !== undefined && { also: await read('--also', also) }),
      ...(only !== undefined && { only: await read('--only', only) }),
    });
  }

  /** @throws InputError where `--only` does not list the photo (nobody has said that there is nothing to hide), or two files contradict each other. */
  of({ name, path }: PhotoInput): Pick<RedactOptions, 'keep' | 'also' | 'only' | 'size'> {
    const [keep, also, only] = (['keep', 'also', 'only'] as const).map((kind) => this.files[kind]?.find(path));
    if (this.files.only && !only) {
      throw new InputError(
        `${name}: is not listed in ${this.files.only.path}. Add a line for it, with no faces if it shows none.`,
      );
    }
    const [size, other] = [keep, also, only].filter((listed) => listed !== undefined);
    if (size && other && (size.width !== other.width || size.height !== other.height)) {
      throw new InputError(
        `${name}: is ${size.width} × ${size.height} pixels in ${size.where}, but ${other.width} × ${other.height} in ${other.where}. Run farface detect on it again.`,
      );
    }
    return {
      keep: regionsOf(keep),
      also: regionsOf(also),
      ...(only && { only: regionsOf(only) }),
      ...(size && { size: { width: size.width, height: size.height } }),
    };
  }

  /** Whether one of the files names the photo. */
  names({ path }: PhotoInput): boolean {
    return Object.values(this.files).some((file) => file.find(path) !== undefined);
  }

  /** What the files say of photos that are not among the inputs: faces that could not be hidden, or kept. */
  unmatched(inputs: readonly (PhotoInput | FailedInput)[]): FailedInput[] {
    return Object.values(this.files).flatMap((file) => {
      for (const input of inputs) if ('path' in input) file.find(input.path);
      return file.unmatched();
    });
  }

  /** Tells what the files say apart, as a record of the run must. */
  get hashes(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.files).map(([name, file]) => [name, file.hash]));
  }
}

function regionsOf(listed: ListedPhoto | undefined) {
  return (listed?.faces ?? []).map(({ box, frame }) => ({ ...box, ...(frame !== undefined && { frame }) }));
}
