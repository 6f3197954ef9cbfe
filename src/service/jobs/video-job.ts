import { type SpoolFolder, sizeOf } from '../../spool/spool-folder.js';
import { type Container, PASSES, type Pass } from '../../video/video.js';
import type { VideoProgress, VideoWork } from '../videos/messages.js';
import { Job } from './job.js';

/** Files of a job in its folder: `result` is the redacted video, or the lines of what was found. */
export const FILES = { source: 'source', result: 'result' } as const;

/** Shares of the work: looking takes longest. */
const SHARES: Readonly<Record<Pass, readonly [from: number, to: number]>> = {
  look: [0, 0.9],
  write: [0.9, 0.95],
  check: [0.95, 1],
};

/** What became of the video. */
export type VideoEnd =
  | {
      readonly failed: false;
      readonly line: string | undefined;
      readonly container: Container | undefined;
      readonly warnings: readonly string[];
    }
  /** `line` says why. */
  | { readonly failed: true; readonly line: string };

/** One video: it and what is made of it are in a folder of the spool. */
export class VideoJob extends Job {
  #progress: VideoProgress | undefined;
  #end: VideoEnd | undefined;
  #fetched = false;
  /** Once nothing works on it any longer. */
  #idle: Promise<unknown> = Promise.resolve();
  #gone: Promise<void> | undefined;

  constructor(
    readonly work: VideoWork,
    readonly name: string,
    readonly folder: SpoolFolder,
    key: string | undefined,
    /** Told of what stays on the disk although it is to go. */
    private readonly report: (error: unknown) => void,
  ) {
    super(work.kind, key);
    // Lines are short.
    if (work.kind === 'detect') folder.expect(FILES.result, 0);
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
  get result():
    | { readonly path: string; readonly container: Container; readonly warnings: readonly string[] }
    | 'fetched'
    | undefined {
    if (this.#fetched) return 'fetched';
    const end = this.#end;
    if (!end || end.failed || end.container === undefined || this.state !== 'done') return undefined;
    return { path: this.folder.file(FILES.result), container: end.container, warnings: end.warnings };
  }

  get #share(): number {
    if (this.#end) return 1;
    if (!this.#progress) return 0;
    const { pass, frame, frames } = this.#progress;
    const [from, to] = this.kind === 'detect' ? [0, 1] : SHARES[pass];
    return from + ((to - from) * Math.min(frame, frames)) / Math.max(1, frames);
  }

  /** Works on it to its end, after which the source is gone, and of what failed the result; its folder goes only then. */
  async occupy(work: () => Promise<VideoEnd>): Promise<void> {
    const working = (async () => {
      const end = await work();
      await this.folder.remove(FILES.source);
      if (end.failed) await this.folder.remove(FILES.result);
      else {
        this.folder.expect(FILES.result, 0);
        await this.measure();
      }
      if (this.isOver) return;
      this.#end = end;
      this.change('done');
    })();
    this.#idle = working.catch(() => {});
    await working;
  }

  /** Looks how much of the disk the result takes by now. */
  async measure(): Promise<void> {
    this.folder.note(FILES.result, await sizeOf(this.folder.file(FILES.result)));
  }

  progress(progress: VideoProgress): void {
    if (this.isOver) return;
    this.#progress = progress;
    this.change(this.state);
  }

  /** Deletes the video that was sent. */
  async forget(): Promise<void> {
    this.#fetched = true;
    await this.folder.remove(FILES.result).catch(this.report);
  }

  protected letGo(): void {
    this.#end = undefined;
    this.#gone ??= this.#idle.then(() => this.folder.removeAll()).catch(this.report);
  }

  /** Once its folder is gone, after it was stopped. */
  async gone(): Promise<void> {
    await this.#gone;
  }
}
