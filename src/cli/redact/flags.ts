import type { PhotoInput } from '../../batch/inputs.js';
import type { Destination } from '../../batch/redacted-files.js';
import type { DetectOptions } from '../../detect/options.js';
import { InputError } from '../../errors/errors.js';
import { type HIDING, REDACT_DEFAULTS, type RedactOptions, type SHAPES } from '../../redact/options.js';
import { RegionFile } from '../../redact/region-file.js';
import type { ModelFlags } from '../models.js';
import { UsageError } from '../terminal/exit.js';

/** The command line of `farface redact`, checked one by one already. */
export interface RedactFlags extends DetectOptions, ModelFlags {
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
  readonly review?: string;
  readonly reviewMost?: number;
  readonly out?: string;
  readonly inPlace?: true;
  readonly resume?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/**
 * Faces down to this share of the threshold count as nearly found, and may be shown for review. In photos held back from
 * training about one in seven between .3 and the default threshold of .4 is a face.
 */
const NEARLY = 2 / 3;

/** Eight sheets, which a person looks through in some minutes. */
export const REVIEW_MOST = 512;

/** Where results go. Throws `UsageError` where the flags contradict each other. */
export function destinationOf({ out, inPlace, only, keepFaces, also, review, reviewMost }: RedactFlags): Destination {
  if (reviewMost !== undefined && review === undefined) {
    throw new UsageError('--review-most is about the sheets of --review: name a folder for them.');
  }
  if (out !== undefined && inPlace) throw new UsageError('--out and --in-place: choose one of them.');
  if (only !== undefined && (keepFaces !== undefined || also !== undefined)) {
    throw new UsageError('--only says all regions already: leave out --keep-faces and --also.');
  }
  if (out !== undefined) return { out };
  return inPlace ? 'in place' : 'beside';
}

/** The options that hold for every photo. */
export function optionsOf(flags: RedactFlags, defaultThreshold: number): RedactOptions {
  const { threshold = defaultThreshold, minFace, maxSide, nms, shape, scale, color, strength, check } = flags;
  return {
    ...{ threshold, minFace, maxSide, nms, shape, scale, color, strength, check, with: flags.with },
    keepMetadata: flags.keepMetadata ?? REDACT_DEFAULTS.keepMetadata,
    nearly: flags.review === undefined ? undefined : NEARLY * threshold,
  };
}

/** The files of regions, read, and what they say about each photo. */
export class NamedRegions {
  private constructor(readonly files: Partial<Record<'keep' | 'also' | 'only', RegionFile>>) {}

  /** @throws InputError where a file cannot be read. */
  static async read({ keepFaces, also, only }: RedactFlags): Promise<NamedRegions> {
    return new NamedRegions({
      ...(keepFaces !== undefined && { keep: await RegionFile.read(keepFaces) }),
      ...(also !== undefined && { also: await RegionFile.read(also) }),
      ...(only !== undefined && { only: await RegionFile.read(only) }),
    });
  }

  /** @throws InputError where `--only` does not list the photo: nobody has said that there is nothing to hide. */
  of({ name, path, relative }: PhotoInput): Pick<RedactOptions, 'keep' | 'also' | 'only'> {
    const { keep, also, only } = this.files;
    const exactly = only?.regionsOf(path, relative);
    if (only && !exactly) {
      throw new InputError(
        `${name}: is not listed in ${only.path}. Add a line for it, with no faces if it shows none.`,
      );
    }
    return {
      keep: [...(keep?.regionsOf(path, relative) ?? [])],
      also: [...(also?.regionsOf(path, relative) ?? [])],
      ...(exactly && { only: [...exactly] }),
    };
  }

  /** A line for each file that names photos which were not among the inputs. */
  warnings(): string[] {
    return Object.values(this.files).flatMap((file) => {
      const unused = file.unused();
      const others = unused.length > 1 ? ` and ${unused.length - 1} more` : '';
      return unused.length > 0 ? [`${file.path}: names photos that were not redacted: ${unused[0]}${others}.`] : [];
    });
  }

  /** All that the files say, as a record of the run must remember it. */
  get text(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.files).map(([name, file]) => [name, file.text]));
  }
}
