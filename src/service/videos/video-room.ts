import { setTimeout as wait } from 'node:timers/promises';
import { InputError, messageOf } from '../../errors/errors.js';
import { facesLine } from '../../formats/faces-lines.js';
import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import type { CodecSource } from '../../platform/node/video/index.js';
import { isDiskFull, Spool } from '../../spool/spool.js';
import type { SpoolFolder } from '../../spool/spool-folder.js';
import type { Search } from '../../video/whole-video.js';
import type { Rooms } from '../exchange.js';
import { FILES, type VideoEnd, type VideoJob } from '../jobs/video-job.js';
import { Problem, reasonOf } from '../problem.js';
import { codecsHere, workOnVideo } from './video-child.js';

/** What videos are taken with. */
export interface VideoSettings {
  /** A folder for videos on their way; by default this user's own among the temporary files. */
  readonly spool?: string | undefined;
  readonly codec?: CodecSource | undefined;
}

/** How often a frame is tried whose thread was lost: another picture may have ended it. */
const TRIES = 3;
/** Milliseconds until the next try: threads are started anew meanwhile. */
const PAUSE = 3000;
/** Milliseconds between two looks at how much of the disk a video takes. */
const WATCH = 1000;

/** Where videos are worked on, some at a time, each in a process of its own; the pool's threads look at their frames. */
export class VideoRoom {
  readonly #waiting: (() => void)[] = [];
  #working = 0;

  private constructor(
    private readonly rooms: Pick<Rooms, 'pool' | 'metrics' | 'limits' | 'report'>,
    private readonly settings: VideoSettings,
    private readonly spool: Spool | undefined,
    /** What decodes and codes them, or why nothing does. */
    readonly codecs: { readonly name: string } | { readonly why: string },
  ) {}

  /**
   * Looks whether videos can be taken, and where to.
   *
   * @param settings undefined where they are not to be taken
   * @throws InputError where a place or codecs were named that cannot be used
   */
  static async open(
    rooms: Pick<Rooms, 'pool' | 'metrics' | 'limits' | 'report'>,
    settings: VideoSettings | undefined,
  ): Promise<VideoRoom> {
    if (!settings) {
      return new VideoRoom(rooms, {}, undefined, { why: 'The service was started with --no-videos.' });
    }
    try {
      const name = await codecsHere(settings.codec);
      const spool = await Spool.open(settings.spool);
      return new VideoRoom(rooms, settings, spool, { name });
    } catch (error) {
      // What somebody asked for by name must be there; what nobody did is told to who needs it.
      if (settings.codec !== undefined || settings.spool !== undefined) throw error;
      return new VideoRoom(rooms, settings, undefined, { why: messageOf(error) });
    }
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.spool?.bytes ?? 0;
  }

  get working(): number {
    return this.#working;
  }

  /**
   * @throws Problem where no videos are taken, or there is no room for so many bytes more of one: beside what is here, and what
   * will be made of it
   */
  checkRoom(bytes: number): void {
    if ('why' in this.codecs) throw new Problem('no-videos', `Videos are not taken: ${this.codecs.why}`);
    const { spoolMegabytes } = this.rooms.limits;
    if ((this.spool?.promised ?? 0) + 2 * bytes <= 1e6 * spoolMegabytes) return;
    throw new Problem('too-busy', 'The videos that are here leave no room on the disk. Try again later.', {
      retryAfter: 60,
    });
  }

  /** A folder for a video that comes. */
  async folder(): Promise<SpoolFolder> {
    this.checkRoom(0);
    return await this.spool!.folder();
  }

  /** Works on a job's video, once it is its turn, to its end. */
  async run(job: VideoJob): Promise<void> {
    await this.#enter(job.signal);
    try {
      if (job.signal.aborted) return;
      job.begin();
      await job.occupy(() => this.#work(job));
    } finally {
      this.#leave();
    }
  }

  /** Removes all that lies on the disk; nothing may be at work. */
  async end(): Promise<void> {
    await this.spool?.end();
  }

  async #work(job: VideoJob): Promise<VideoEnd> {
    const { videoMinutes, videoMegapixels, videoFrames } = this.rooms.limits;
    const { name, folder, work } = job;
    const over = new AbortController();
    const late = setTimeout(
      () => over.abort(new InputError(`${name}: took more than ${videoMinutes} minutes. Cut it into parts.`)),
      60_000 * videoMinutes,
    );
    const watch = setInterval(() => void this.#watchDisk(job, over), WATCH);
    const signal = AbortSignal.any([job.signal, over.signal]);
    try {
      const task = {
        ...{ name, work, codec: this.settings.codec, ahead: this.rooms.pool.readyThreads + 1 },
        ...{ source: folder.file(FILES.source), result: folder.file(FILES.result) },
        limits: { maxPixels: 1e6 * videoMegapixels, maxFrames: videoFrames },
      };
      const help = {
        ...{ signal, progress: (progress: Parameters<VideoJob['progress']>[0]) => job.progress(progress) },
        look: (image: Image, search: Search) => this.#look(name, image, search, signal),
      };
      const { faces, ...made } = await workOnVideo(task, help);
      this.rooms.metrics.didVideo(work.kind, faces);
      return { failed: false, ...made };
    } catch (error) {
      // Nobody is there any more to be told.
      const report = job.signal.aborted ? () => {} : this.rooms.report;
      return { failed: true, line: facesLine({ image: name, error: reasonOf(name, error, report) }) };
    } finally {
      clearTimeout(late);
      clearInterval(watch);
    }
  }

  /** Has a frame looked at when nobody waits for a picture, and at least every fifth time. */
  async #look(name: string, image: Image, search: Search, signal: AbortSignal): Promise<Face[]> {
    // One of its own for each frame: what listens to it goes with it.
    const one = new AbortController();
    const stop = () => one.abort(signal.reason);
    signal.throwIfAborted();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await this.#lookPatiently(name, image, search, one.signal);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  async #lookPatiently(
    name: string,
    { width, height, data }: Image,
    search: Search,
    signal: AbortSignal,
  ): Promise<Face[]> {
    const { pool, metrics } = this.rooms;
    const pixels = width * height;
    for (let tries = 1; ; tries++) {
      // In memory of its own, which goes to the thread.
      const bytes = new Uint8Array(data);
      const work = { kind: 'look' as const, name, bytes, options: { ...search, size: { width, height } } };
      try {
        const { value, seconds } = await pool.do<'look'>(work, { pixels, signal, lane: 'later' });
        metrics.took('work', seconds.work);
        metrics.did('look', { pixels, faces: value.faces.length });
        return value.faces.map(({ box, score }) => ({ box, score }));
      } catch (error) {
        if (!(error instanceof Problem && error.kind === 'not-ready') || tries === TRIES) throw error;
        await wait(PAUSE, undefined, { signal });
      }
    }
  }

  async #watchDisk(job: VideoJob, over: AbortController): Promise<void> {
    await job.measure();
    if (this.bytes <= 1e6 * this.rooms.limits.spoolMegabytes) return;
    over.abort(new InputError(`${job.name}: its result leaves no room on the disk for videos. Try again later.`));
  }

  async #enter(signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.#working < this.rooms.limits.videosAtOnce) {
      this.#working += 1;
      return;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      // Who leaves the line takes no turn: `run` sees that it was stopped, and lets the next one in.
      signal.addEventListener(
        'abort',
        () => {
          const at = this.#waiting.indexOf(resolve);
          if (at < 0) return;
          this.#waiting.splice(at, 1);
          this.#working += 1;
          resolve();
        },
        { once: true },
      );
    });
  }

  /** Hands the turn on to the next one. */
  #leave(): void {
    const next = this.#working > this.rooms.limits.videosAtOnce ? undefined : this.#waiting.shift();
    if (next) next();
    else this.#working -= 1;
  }
}

/** What keeps a video from being written to the disk, as the one who sent it is told. */
export function diskProblem(error: unknown): unknown {
  if (!isDiskFull(error)) return error;
  return new Problem('disk-full', 'There is no room on the disk for this video. Try again later.', { retryAfter: 60 });
}
