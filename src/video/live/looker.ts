import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import { toImage } from '../to-image.js';
import type { DelayRing, Held } from './delay-ring.js';

const UPRIGHT = { rotation: 0, flip: false } as const;

/** How far a look may take longer than looks did. */
const MARGIN = 1.25;
/** What one look counts in how long looks take. */
const NEW = 0.3;

/**
 * Looks at the frames of a ring while they wait there: the oldest first of those for which there is time. Frames that cannot be
 * looked at in time are left alone, so that those after them are.
 */
export class Looker {
  readonly #running = new Set<Promise<void>>();
  /** Seconds that a look takes. */
  #takes = 0;
  /** What kept a frame from being looked at. */
  failure: unknown;

  /** @param ahead frames that are looked at at once */
  constructor(
    private readonly ring: DelayRing,
    private readonly detect: (image: Image, frame: number) => Promise<readonly Face[]>,
    private readonly ahead: number,
  ) {}

  /** Looks at frames until the ring is empty for good, or a look fails. */
  async run(): Promise<void> {
    while (!this.ring.drained && this.failure === undefined) {
      const next = this.#running.size < this.ahead ? this.#next() : undefined;
      if (next) this.#look(next);
      else await this.ring.changed();
    }
    // What nobody will look at any more is not waited for.
    for (const held of this.ring.held) if (held.state === 'waiting') held.state = 'missed';
    this.ring.touch();
    await Promise.all(this.#running);
  }

  #next(): Held | undefined {
    const waiting = this.ring.held.filter(({ state }) => state === 'waiting');
    const inTime = waiting.find((held) => this.ring.left(held) > MARGIN * this.#takes);
    // Where there is time for none, one is tried: the machine may have more of it by now.
    return inTime ?? (this.#running.size === 0 ? waiting.at(-1) : undefined);
  }

  #look(held: Held): void {
    held.state = 'looking';
    const started = performance.now();
    // At once: a frame that leaves gives its memory away.
    const image = toImage(held.frame, UPRIGHT);
    const look = Promise.resolve()
      .then(() => this.detect(image, held.index))
      .then(
        (faces) => {
          held.faces = faces;
          held.state = 'known';
          const took = (performance.now() - started) / 1000;
          this.#takes = this.#takes === 0 ? took : this.#takes + NEW * (took - this.#takes);
        },
        (error: unknown) => {
          held.state = 'missed';
          this.failure ??= error;
        },
      )
      .finally(() => {
        this.#running.delete(look);
        this.ring.touch();
      });
    this.#running.add(look);
  }
}
