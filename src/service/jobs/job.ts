import { randomUUID } from 'node:crypto';

/** What a job does. */
export type JobKind = 'detect' | 'redact';

export type JobState = 'waiting' | 'running' | 'done' | 'stopped';

/** Work that nobody waits for at the other end of a connection. */
export abstract class Job {
  readonly id = randomUUID();
  readonly #stop = new AbortController();
  readonly #watchers = new Set<() => void>();
  #state: JobState = 'waiting';

  /** @param key whose key began it: to others it is not there */
  constructor(
    readonly kind: JobKind,
    readonly key: string | undefined,
  ) {}

  /** Bytes that it holds in memory. */
  abstract get bytes(): number;

  /** What is known of it, for whoever asks. */
  abstract get about(): object;

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get state(): JobState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#state === 'done' || this.#state === 'stopped';
  }

  begin(): void {
    if (!this.isOver) this.change('running');
  }

  /** Ends it, and lets go of all that it holds. */
  stop(): void {
    this.#stop.abort(new Error('the job was stopped'));
    this.letGo();
    this.change('stopped');
  }

  /** Calls back whenever something changes, until what is returned is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  /** Lets go of what it holds. */
  protected abstract letGo(): void;

  protected change(state: JobState): void {
    this.#state = state;
    for (const changed of this.#watchers) changed();
  }
}
