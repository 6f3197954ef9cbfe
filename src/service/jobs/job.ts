import { randomUUID } from 'node:crypto';
import type { Redaction } from '../../redact/redact.js';

/** What a job does with its pictures. */
export type JobKind = 'detect' | 'redact';

/** One picture of a job, before it is done. */
export interface JobPicture {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pixels: number;
  /** Why it cannot be worked on. */
  readonly problem?: string;
}

/** What became of one picture: its line of JSON, and what was made of it, until that is fetched. */
export interface JobResult {
  readonly line: string;
  readonly failed: boolean;
  readonly picture?: Pick<Redaction, 'data' | 'format'>;
}

export type JobState = 'waiting' | 'running' | 'done' | 'stopped';

/** Several pictures that nobody waits for at the other end of a connection. */
export class Job {
  readonly id = randomUUID();
  readonly results: (JobResult | undefined)[];
  readonly #fetched = new Set<number>();
  readonly #stop = new AbortController();
  readonly #watchers = new Set<() => void>();
  #state: JobState = 'waiting';

  /** @param key whose key began it: to others it is not there */
  constructor(
    readonly kind: JobKind,
    readonly pictures: (JobPicture | undefined)[],
    readonly key: string | undefined,
  ) {
    this.results = pictures.map(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get state(): JobState {
    return this.#state;
  }

  get isOver(): boolean {
    return this.#state === 'done' || this.#state === 'stopped';
  }

  /** Bytes that it holds: pictures that wait, and those that were made and not fetched. */
  get bytes(): number {
    const waiting = this.pictures.reduce((sum, picture) => sum + (picture?.bytes.length ?? 0), 0);
    return this.results.reduce((sum, result) => sum + (result?.picture?.data.length ?? 0), waiting);
  }

  /** What is known of it, for whoever asks. */
  get about() {
    const done = this.results.filter((result) => result !== undefined);
    const failed = done.filter((result) => result.failed).length;
    return {
      id: this.id,
      do: this.kind,
      state: this.#state,
      pictures: this.pictures.length,
      done: done.length,
      failed,
    };
  }

  begin(): void {
    if (!this.isOver) this.#change('running');
  }

  /** Takes what became of a picture, whose own bytes go. */
  take(at: number, result: JobResult): void {
    this.pictures[at] = undefined;
    if (this.#state === 'stopped') return;
    this.results[at] = result;
    this.#change(this.results.every((one) => one !== undefined) ? 'done' : this.#state);
  }

  /** Hands a picture out for the last time: `undefined` where there is none, `fetched` where it was handed out. */
  fetch(at: number): JobResult['picture'] | 'fetched' {
    if (this.#fetched.has(at)) return 'fetched';
    return this.results[at]?.picture;
  }

  /** Deletes a picture that was sent. */
  forget(at: number): void {
    const result = this.results[at];
    if (!result) return;
    this.#fetched.add(at);
    this.results[at] = { line: result.line, failed: result.failed };
  }

  /** Ends it, and lets go of all that it holds. */
  stop(): void {
    this.#stop.abort(new Error('the job was stopped'));
    this.pictures.fill(undefined);
    this.results.fill(undefined);
    this.#change('stopped');
  }

  /** Calls back whenever something changes, until what is returned is called. */
  watch(changed: () => void): () => void {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  }

  #change(state: JobState): void {
    this.#state = state;
    for (const changed of this.#watchers) changed();
  }
}
