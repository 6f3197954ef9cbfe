import { PIXELS_AT_ONCE } from '../../detect/photo-gate.js';
import { ending, Problem } from '../problem.js';
import type { ThreadSettings, Work, WorkKind, Works } from './messages.js';
import { Pace } from './pace.js';
import { WorkThread } from './thread.js';
import { type Lane, WaitingLine } from './waiting-line.js';

/** Pictures that a thread has at once: while its networks look at one, the next is decoded. */
const DEPTH = 2;

/** A thread that does not answer for so long after it was told to stop is taken for lost. */
const LOST_AFTER = 60_000;

/** Before a thread that was lost is started anew, in milliseconds. */
const PAUSE = 1000;

export interface PoolOptions extends ThreadSettings {
  /** One a core. */
  readonly threads: number;
  readonly queueMegapixels: number;
  readonly maxSeconds: number;
}

/** One picture's way through the pool. */
export interface WorkCall {
  readonly pixels: number;
  /** Whoever waits for it has gone, where it aborts. */
  readonly signal: AbortSignal;
  /** `now`: somebody waits at the other end of a connection. `later`: a job's. */
  readonly lane?: Lane;
}

/** What was done, and how long it took. */
export interface WorkDone<Kind extends WorkKind> {
  readonly value: Works[Kind]['value'];
  readonly seconds: { readonly wait: number; readonly work: number };
}

interface Task {
  readonly work: Work;
  readonly pixels: number;
  readonly signal: AbortSignal;
  readonly lane: Lane;
  readonly since: number;
  readonly resolve: (done: WorkDone<WorkKind>) => void;
  readonly reject: (error: unknown) => void;
}

/** Threads with a detector each, and the pictures that wait for them. */
export class Pool {
  readonly #threads = new Set<WorkThread>();
  readonly #ready = new Set<WorkThread>();
  /** Since when a thread does not answer. */
  readonly #silent = new Map<WorkThread, number>();
  readonly #line: WaitingLine<Task>;
  readonly #pace: Pace;
  /** Pixels of what threads have at the moment. */
  #working = 0;
  #ending = false;

  constructor(private readonly options: PoolOptions) {
    this.#line = new WaitingLine(1e6 * options.queueMegapixels);
    this.#pace = new Pace();
  }

  /**
   * Starts the threads.
   *
   * @throws InputError where the networks cannot be loaded
   */
  async start(): Promise<void> {
    // One after the other: where the first cannot be loaded none can.
    const first = this.#open();
    await first.ready;
    await Promise.all(Array.from({ length: this.options.threads - 1 }, () => this.#open().ready));
  }

  /** Threads that take work, and whether one of them may answer yet. */
  get readyThreads(): number {
    return this.#ready.size;
  }

  /** False where no thread has answered for long: only a new process helps. */
  get isAlive(): boolean {
    const lost = [...this.#silent.values()].filter((since) => performance.now() - since > LOST_AFTER).length;
    return lost < this.options.threads;
  }

  get waiting(): { readonly pictures: number; readonly pixels: number } {
    return this.#line;
  }

  /** Pixels that may wait. */
  get mostPixels(): number {
    return 1e6 * this.options.queueMegapixels;
  }

  get working(): { readonly pictures: number; readonly pixels: number } {
    const pictures = [...this.#threads].reduce((sum, { busy }) => sum + busy, 0);
    return { pictures, pixels: this.#working };
  }

  /** Seconds after which what waits now will have been begun, about. */
  get retryAfter(): number {
    return this.#pace.secondsFor(this.#line.pixels + this.#working);
  }

  /** @throws Problem where too much waits already */
  checkRoom(pixels: number): void {
    if (this.#line.fits(pixels)) return;
    const { pictures } = this.#line;
    throw new Problem('too-busy', `${pictures} pictures are waiting already. Try again later.`, {
      retryAfter: this.retryAfter,
    });
  }

  /**
   * Does something with a picture, whose bytes it takes over.
   *
   * @throws InputError where the picture cannot be used
   * @throws Problem where too much waits, or it takes too long
   */
  async do<Kind extends WorkKind>(
    work: Extract<Work, { kind: Kind }>,
    { pixels, signal, lane = 'now' }: WorkCall,
  ): Promise<WorkDone<Kind>> {
    signal.throwIfAborted();
    if (this.#ending) throw ending();
    if (lane === 'now') this.checkRoom(pixels);
    let leave = () => {};
    const done = await new Promise<WorkDone<WorkKind>>((resolve, reject) => {
      const task: Task = { work, pixels, signal, lane, since: performance.now(), resolve, reject };
      leave = () => {
        if (this.#line.remove(task)) reject(signal.reason);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#line.add(task, lane);
      this.#next();
    }).finally(() => signal.removeEventListener('abort', leave));
    return done as WorkDone<Kind>;
  }

  /** Ends the threads, once they are through with what they have. What waits is not begun any more. */
  async end(): Promise<void> {
    this.#ending = true;
    for (let task = this.#line.take(() => true); task; task = this.#line.take(() => true)) task.reject(ending());
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #open(): WorkThread {
    const thread = new WorkThread(this.options);
    this.#threads.add(thread);
    thread.ready.then(
      () => {
        this.#ready.add(thread);
        this.#next();
      },
      () => {},
    );
    void thread.ended.then(async () => {
      this.#threads.delete(thread);
      this.#silent.delete(thread);
      const worked = this.#ready.delete(thread);
      if (!worked || this.#ending) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (!this.#ending) this.#open();
    });
    return thread;
  }

  /** Hands out what waits, in its order. */
  #next(): void {
    for (;;) {
      const thread = [...this.#ready].sort((a, b) => a.busy - b.busy)[0];
      if (!thread || thread.busy >= DEPTH) return;
      const task = this.#line.take((pixels) => this.#working === 0 || this.#working + pixels <= PIXELS_AT_ONCE);
      if (!task) return;
      void this.#run(thread, task);
    }
  }

  async #run(thread: WorkThread, { work, pixels, signal, since, resolve, reject }: Task): Promise<void> {
    const begun = performance.now();
    const { maxSeconds } = this.options;
    const late = AbortSignal.timeout(Math.ceil(1000 * maxSeconds));
    const stop = AbortSignal.any([signal, late]);
    // Nobody waits longer than they said; the thread's place is free once it is through.
    const told = () => {
      this.#silent.set(thread, this.#silent.get(thread) ?? performance.now());
      reject(
        signal.aborted
          ? signal.reason
          : new Problem(
              'took-too-long',
              `${work.name}: took more than ${maxSeconds} seconds. Scale it down, or leave out what takes long.`,
            ),
      );
    };
    stop.addEventListener('abort', told, { once: true });
    this.#working += pixels;
    try {
      const value = await thread.do(work, stop);
      const ended = performance.now();
      this.#pace.add(pixels, (ended - begun) / 1000);
      resolve({ value, seconds: { wait: (begun - since) / 1000, work: (ended - begun) / 1000 } });
    } catch (error) {
      reject(error);
    } finally {
      stop.removeEventListener('abort', told);
      this.#silent.delete(thread);
      this.#working -= pixels;
      this.#next();
    }
  }
}
