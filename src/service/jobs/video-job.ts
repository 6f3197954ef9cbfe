import type { SpoolFolder } from '../../batch/spool.js';
import { type Container, PASSES, type Pass } from '../../video/video.js';
import type { VideoProgress, VideoWork } from '../videos/messages.js';
import { Job } from './job.js';

/** Files of a job in its folder. */
export const FILES = { source: 'source', result: 'result', lines: 'lines' } as const;

/** Shares of the work: looking takes longest. */
const SHARES: Readonly<Record<Pass, readonly [from: number, to: number]>> = {
  look: [0, 0.9],
  write: [0.9, 0.95],
  check: [0.95, 1],
};

/** What became of the video. */
export type VideoEnd =
  | { readonly failed: false; readonly line: string | undefined; readonly container: Container | undefined }
  /** `line` says why. */
  | { readonly failed: true; readonly line: string };

/** One video: it and what is made of it are in a folder of the spool. */
export class VideoJob extends Job {
  #progress: VideoProgress | undefined;
  #end: VideoEnd | undefined;
  #fetched = false;
  /** Once nothing works on it any longer. */
  #idle: Promise<unknown> = Promise.resolve();

  constructor(
    readonly work: VideoWork,
    readonly name: string,
    readonly folder: SpoolFolder,
    key: string | undefined,
  ) {
    super(work.kind, key);
  }

  get bytes(): number {
    return 0;
  }

  get about() {
    const { id, kind, state, name } = this;
    const { pass, frame, frames } = this.#progress ?? { pass: PASSES[0], frame: 0, frames: 0 };
    const over = this.#end ? 1 : 0;
    return {
      ...{ id, do: kind, state, pictures: 0, done: over, failed: this.#end?.failed ? 1 : 0 },
      video: { name, pass, frame, frames, share: Number(this.#share.toFixed(4)) },
    };
  }

  /** What became of it; undefined while it is not over. */
  get end(): VideoEnd | undefined {
    return this.#end;
  }

  /** Its redacted video, where there is one and it was not fetched. */
  get result(): { readonly path: string; readonly container: Container } | 'fetched' | undefined {
    if (this.#fetched) return 'fetched';
    const end = this.#end;
    if (!end || end.failed || end.container === undefined || this.state !== 'done') return undefined;
    return { path: this.folder.file(FILES.result), container: end.container };
  }

  get #share(): number {
    if (this.#end) return 1;
    if (!this.#progress) return 0;
    const { pass, frame, frames } = this.#progress;
    const [from, to] = this.kind === 'detect' ? [0, 1] : SHARES[pass];
    return from + ((to - from) * Math.min(frame, frames)) / Math.max(1, frames);
  }

  /** Works on it; its folder goes only once this has ended. */
  async occupy(work: () => Promise<void>): Promise<void> {
    const working = work();
    this.#idle = working.catch(() => {});
    await working;
  }

  progress(progress: VideoProgress): void {
    if (this.isOver) return;
    this.#progress = progress;
    this.change(this.state);
  }

  finish(end: VideoEnd): void {
    if (this.isOver) return;
    this.#end = end;
    this.change('done');
  }

  /** Deletes the video that was sent. */
  async forget(): Promise<void> {
    this.#fetched = true;
    await this.folder.remove(FILES.result);
  }

  protected letGo(): void {
    this.#end = undefined;
    void this.#idle.then(() => this.folder.removeAll());
  }

  /** Once its folder is gone, after it was stopped. */
  async gone(): Promise<void> {
    await this.#idle;
    await this.folder.removeAll();
  }
}
