import type { Redaction } from '../../redact/redact.js';
import { Job, type JobKind } from './job.js';

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
  readonly picture?: Pick<Redaction, 'data' | 'format' | 'warnings'>;
}

/** Several pictures, in memory. */
export class PictureJob extends Job {
  readonly results: (JobResult | undefined)[];
  readonly #fetched = new Set<number>();

  constructor(
    kind: JobKind,
    readonly pictures: (JobPicture | undefined)[],
    key: string | undefined,
  ) {
    super(kind, key);
    this.results = pictures.map(() => undefined);
  }

  /** Pictures that wait, and those that were made and not fetched. */
  get bytes(): number {
    const waiting = this.pictures.reduce((sum, picture) => sum + (picture?.bytes.length ?? 0), 0);
    return this.results.reduce((sum, result) => sum + (result?.picture?.data.length ?? 0), waiting);
  }

  get about() {
    const done = this.results.filter((result) => result !== undefined);
    const failed = done.filter((result) => result.failed).length;
    const { id, kind, state, pictures } = this;
    return { id, do: kind, state, pictures: pictures.length, done: done.length, failed };
  }

  /** Takes what became of a picture, whose own bytes go. */
  take(at: number, result: JobResult): void {
    this.pictures[at] = undefined;
    if (this.state === 'stopped') return;
    this.results[at] = result;
    this.change(this.results.every((one) => one !== undefined) ? 'done' : this.state);
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

  protected letGo(): void {
    this.pictures.fill(undefined);
    this.results.fill(undefined);
  }
}
