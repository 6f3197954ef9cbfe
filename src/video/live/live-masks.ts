import type { Box } from '../../geometry/box.js';
import { carryHidden } from '../../tracks/carry.js';
import { linkTracks } from '../../tracks/link-tracks.js';
import { TRACK_DEFAULTS } from '../../tracks/options.js';
import { regionsByFrame } from '../../tracks/regions.js';
import type { FrameFaces, PictureSize, Track } from '../../tracks/track.js';
import type { Held } from './delay-ring.js';

/** Seconds of frames that are gone and still tell where faces come from: twice as long as a track may be unseen. */
const HISTORY = 2 * TRACK_DEFAULTS.gap;
/** Seconds for which what was linked serves, and of the delay the share that it may take. */
const LINKED = 0.25;
const SHARE = 1 / 4;

/** What was linked over the frames at hand. */
interface Linking {
  /** The newest frame that leaves by it, in seconds. */
  readonly until: number;
  readonly first: number;
  readonly tracks: readonly Track[];
  /** For each frame what is covered; undefined where that is not known. */
  readonly regions: readonly (readonly Box[] | undefined)[];
}

/** What is to be covered in frames that leave a ring: tracks are linked over those that wait, and the last that are gone. */
export class LiveMasks {
  readonly #gone: Held[] = [];
  #linking: Linking | undefined;

  constructor(
    private readonly picture: PictureSize,
    private readonly threshold: number,
    private readonly delay: number,
  ) {}

  /**
   * @param leaving the frame that leaves now
   * @param waiting those after it
   * @returns undefined where nobody knows what it shows: it is to be covered whole
   */
  regionsOf(leaving: Held, waiting: readonly Held[]): readonly Box[] | undefined {
    if (leaving.state !== 'known' && leaving.state !== 'passed') return undefined;
    const known = this.#linking?.regions[leaving.index - this.#linking.first];
    if (known === undefined || leaving.frame.timestamp > this.#linking!.until) this.#link([leaving, ...waiting]);
    const { regions, first } = this.#linking!;
    return regions[leaving.index - first];
  }

  /** Remembers a frame that is gone. */
  leave(held: Held): void {
    if (this.#linking) {
      const { tracks, first } = this.#linking;
      held.faces = carryHidden(held.faces, tracks, held.index - first, this.threshold);
    }
    this.#gone.push(held);
    while (this.#gone[0]!.frame.timestamp < held.frame.timestamp - HISTORY) this.#gone.shift();
  }

  #link(ahead: readonly Held[]): void {
    const all = [...this.#gone, ...ahead];
    const lines = all.map(lineOf);
    const tracks = linkTracks(lines, this.picture, { threshold: this.threshold });
    const regions = regionsByFrame(lines, tracks, this.picture, { threshold: this.threshold });
    this.#linking = {
      ...{ tracks, first: all[0]!.index },
      until: ahead[0]!.frame.timestamp + Math.min(LINKED, SHARE * this.delay),
      regions: regions.map((boxes, at) => (isCovered(all, at) ? boxes : undefined)),
    };
  }
}

function lineOf({ frame, camera, state, faces }: Held): FrameFaces {
  return { time: frame.timestamp, ...camera, faces, ...(state !== 'known' && { skipped: true }) };
}

/** Whether what a frame shows is known: it was looked at; or it was passed over, and those before and after it were. */
function isCovered(all: readonly Held[], at: number): boolean {
  if (all[at]!.state !== 'passed') return all[at]!.state === 'known';
  let [before, after] = [at, at];
  while (all[before]?.state === 'passed') before--;
  while (all[after]?.state === 'passed') after++;
  return all[before]?.state === 'known' && all[after]?.state === 'known';
}
