import type { Face } from '../../src/geometry/face.js';
import type { Image } from '../../src/image/image.js';

/** What every contestant of a run gets alike. */
export interface RaceSettings {
  /** Folder of the peers' ONNX files. */
  readonly peers: string;
  /** Threads that a detector may use. */
  readonly threads: number;
  /** File of farface's weights; the ones that ship with it by default. */
  readonly weights?: string | undefined;
}

/** A loaded detector. */
export interface PreparedContestant {
  /** Photo in memory → faces, best first. All that is timed happens in here: resizing, network, decoding, suppression. */
  detect(image: Image): Promise<Face[]>;
  dispose(): Promise<void>;
}

/** One row of the table: a detector at one size of input. */
export interface Contestant {
  /** The detector, as in `YuNet-n`. */
  readonly name: string;
  /** What it is given, as in `native`, `×2`, `640`. */
  readonly input: string;
  /** Whether it is farface, which the figure sets apart. */
  readonly ours: boolean;
  /** Loads it. Throws `InputError` where its files are missing. */
  prepare(settings: RaceSettings): Promise<PreparedContestant>;
}

/** Where the peers' ONNX files are looked for, from the repository's root. */
export const DEFAULT_PEERS = '../shared/peers';
