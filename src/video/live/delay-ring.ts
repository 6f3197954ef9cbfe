import type { Face } from '../../geometry/face.js';
import { PIXEL_FORMATS, planeSizes } from '../../image/pixel-format.js';
import type { LiveFrame, VideoFrame } from '../../platform/video-port.js';
import type { FrameFaces } from '../../tracks/track.js';

/** A frame on its way through the ring, and what is known of it. */
export interface Held {
  readonly frame: LiveFrame;
  /** Number of the frame, from 0. */
  readonly index: number;
  readonly camera: Pick<FrameFaces, 'cut' | 'motion'>;
  /**
   * To be looked at; being looked at; looked at, so that `faces` are known; never to be looked at, as there was no time, or that
   * failed; or not to be looked at, as the frames around it are.
   */
  state: 'waiting' | 'looking' | 'known' | 'missed' | 'passed';
  faces: readonly Face[];
}

/**
 * Frames between a source and what is written: each waits for as long as the delay is, so that what is found later can reach
 * back. However long the delay and whatever the source does, no more bytes than `most` are held, and one frame.
 */
export class DelayRing {
  readonly #held: Held[] = [];
  readonly #wakers = new Set<() => void>();
  #bytes = 0;
  #ended = false;
  #pressing = false;
  #dropped = false;
  /** When the stream's second 0 was, or would have been had it come in time, in seconds of this machine's clock. */
  #start = Number.NEGATIVE_INFINITY;
  /** Seconds that the shortest wait was, of those that lack of room cut short. */
  shortened: number | undefined;

  /**
   * @param delay in seconds
   * @param most bytes of pictures
   */
  constructor(
    private readonly delay: number,
    private readonly most: number,
    private readonly now: () => number = () => performance.now() / 1000,
  ) {}

  /** The frames that wait, the oldest first. */
  get held(): readonly Held[] {
    return this.#held;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether nothing is held, and nothing will be. */
  get drained(): boolean {
    return this.#ended && this.#held.length === 0;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Seconds until a frame must leave. */
  left({ frame }: Held): number {
    return this.#start + frame.timestamp + this.delay - this.now();
  }

  /** Takes a frame in; resolves once it has room for it. */
  async put(held: Held): Promise<void> {
    const size = sizeOf(held.frame);
    while (this.#held.length > 0 && this.#bytes + size > this.most) {
      this.#pressing = true;
      this.touch();
      await this.changed();
    }
    this.#pressing = false;
    if (this.#dropped) return held.frame.close();
    this.#bytes += size;
    this.#start = Math.max(this.#start, this.now() - held.frame.timestamp);
    this.#held.push(held);
    this.touch();
  }

  /** Says that no frame comes any more. Those that wait leave once all is known of them, or when they are due. */
  end(): void {
    this.#ended = true;
    this.touch();
  }

  /** Lets all frames go, those that may still come included: nobody takes them any more. */
  drop(): void {
    for (const { frame } of this.#held.splice(0)) frame.close();
    this.#bytes = 0;
    this.#dropped = true;
    this.end();
  }

  /** The oldest frame, once it is due; undefined where there is none and none will come. */
  async take(): Promise<Held | undefined> {
    for (;;) {
      const [oldest] = this.#held;
      if (!oldest && this.#ended) return undefined;
      const left = oldest ? this.left(oldest) : undefined;
      if (oldest && (left! <= 0 || this.#isPressed(oldest) || (this.#ended && this.#isSettled()))) {
        this.#held.shift();
        this.#bytes -= sizeOf(oldest.frame);
        this.touch();
        return oldest;
      }
      await this.changed(left);
    }
  }

  /** Wakes whoever waits for a change. */
  touch(): void {
    for (const wake of this.#wakers) wake();
    this.#wakers.clear();
  }

  /** Resolves at the next change, or after so many seconds. */
  changed(within?: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const wake = () => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      if (within !== undefined) timer = setTimeout(wake, Math.max(1, 1000 * within));
      this.#wakers.add(wake);
    });
  }

  /** Whether a frame must leave early, as the next one has no room and the delay would need more. */
  #isPressed({ frame }: Held): boolean {
    const span = this.#held.at(-1)!.frame.timestamp - frame.timestamp;
    if (!this.#pressing || span >= this.delay) return false;
    this.shortened = Math.min(this.shortened ?? span, span);
    return true;
  }

  #isSettled(): boolean {
    return this.#held.every(({ state }) => state !== 'waiting' && state !== 'looking');
  }
}

/** Bytes of a picture. */
export function sizeOf({ format, width, height }: Pick<VideoFrame, 'format' | 'width' | 'height'>): number {
  const bytes = PIXEL_FORMATS[format].bits > 8 ? 2 : 1;
  return planeSizes(format, width, height).reduce((sum, plane) => sum + plane.width * plane.height * bytes, 0);
}
