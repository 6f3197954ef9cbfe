import { facesLine } from '../../formats/faces-lines.js';
import { redactionLine } from '../../redact/redaction-line.js';
import type { SpoolFolder } from '../../spool/spool-folder.js';
import type { Rooms } from '../exchange.js';
import type { Work, Works } from '../pool/messages.js';
import { ending, Problem, reasonOf } from '../problem.js';
import { detectionLine } from '../routes/lines.js';
import { checkHidden } from '../routes/redact.js';
import type { VideoWork } from '../videos/messages.js';
import type { VideoRoom } from '../videos/video-room.js';
import type { Job, JobKind } from './job.js';
import { type JobPicture, type JobResult, PictureJob } from './picture-job.js';
import { VideoJob } from './video-job.js';

/** Pictures of one job that are begun at once: what others wait for goes on beside them. */
const AT_ONCE = 4;

/** What is done with each picture of a job. */
export type JobOptions =
  | { readonly kind: 'detect'; readonly options: Works['detect']['options'] }
  | { readonly kind: 'redact'; readonly options: Works['redact']['options'] };

/** Jobs of this process: they are in its memory alone, and go with it. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  #ending = false;

  constructor(
    private readonly rooms: Pick<Rooms, 'pool' | 'metrics' | 'limits' | 'report'>,
    private readonly videos: VideoRoom,
  ) {}

  get count(): number {
    return this.#jobs.size;
  }

  get bytes(): number {
    return [...this.#jobs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** @throws Problem where there is no room for so many bytes, or the service ends */
  checkRoom(bytes: number): void {
    // What came while the service was ending would be worked on for nobody.
    if (this.#ending) throw ending();
    const { jobMegabytes, maxJobs } = this.rooms.limits;
    if (this.#jobs.size < maxJobs && this.bytes + bytes <= 1e6 * jobMegabytes) return;
    throw new Problem(
      'too-busy',
      `${this.#jobs.size} jobs are here already. Fetch or delete theirs, or try again later.`,
      { retryAfter: Math.max(5, this.rooms.pool.retryAfter) },
    );
  }

  /** Begins a job of pictures. */
  add(pictures: readonly JobPicture[], what: JobOptions, key: string | undefined): Job {
    const job = new PictureJob(what.kind, [...pictures], key);
    this.#begin(job, this.#run(job, what));
    return job;
  }

  /** Begins a job of one video, whose folder is the job's from now on. */
  addVideo(
    { name, folder }: { readonly name: string; readonly folder: SpoolFolder },
    work: VideoWork,
    key: string | undefined,
  ): VideoJob {
    const job = new VideoJob(work, name, folder, key, this.rooms.report);
    this.#begin(job, this.videos.run(job));
    return job;
  }

  #begin(job: Job, work: Promise<void>): void {
    this.#jobs.set(job.id, job);
    void work
      .catch((error: unknown) => {
        // What it has come to is not known: nothing of it is handed out.
        this.rooms.report(error);
        job.stop();
      })
      .then(() => {
        if (this.#jobs.get(job.id) !== job) return;
        // Whoever does not fetch them has no more need of them.
        const late = setTimeout(() => this.delete(job), 60_000 * this.rooms.limits.jobMinutes).unref();
        job.signal.addEventListener('abort', () => clearTimeout(late), { once: true });
      });
  }

  /** @throws Problem where it is not there, or not theirs */
  find(id: string, key: string | undefined): Job {
    const job = this.#jobs.get(id);
    if (job && job.key === key) return job;
    throw new Problem('not-found', 'There is no such job, or no more.');
  }

  delete(job: Job): void {
    job.stop();
    this.#jobs.delete(job.id);
  }

  /** Stops all, takes no more, and waits for what is on the disk to go. */
  async end(): Promise<void> {
    this.#ending = true;
    const all = [...this.#jobs.values()];
    for (const job of all) this.delete(job);
    await Promise.all(all.map((job) => (job instanceof VideoJob ? job.gone() : undefined)));
  }

  async #run(job: PictureJob, what: JobOptions): Promise<void> {
    let next = 0;
    job.begin();
    const lane = async () => {
      for (let at = next++; at < job.pictures.length && !job.signal.aborted; at = next++) {
        const picture = job.pictures[at];
        if (picture) job.take(at, await this.#result(job, picture, what));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  async #result(job: PictureJob, { name, bytes, pixels, problem }: JobPicture, what: JobOptions): Promise<JobResult> {
    if (problem !== undefined) return { line: facesLine({ image: name, error: problem }), failed: true };
    try {
      if (what.kind === 'detect') {
        const found = await this.#work<'detect'>(job, { name, bytes, ...what }, pixels, 'faces');
        return { line: detectionLine(name, found), failed: false };
      }
      const redaction = await this.#work<'redact'>(job, { name, bytes, ...what }, pixels, 'regions');
      checkHidden(name, redaction);
      const { data, format, warnings } = redaction;
      const line = redactionLine(name, undefined, redaction);
      return { line, failed: false, picture: { data, format, warnings } };
    } catch (error) {
      // Nobody is there any more to be told.
      const report = job.signal.aborted ? () => {} : this.rooms.report;
      return { line: facesLine({ image: name, error: reasonOf(name, error, report) }), failed: true };
    }
  }

  async #work<Kind extends JobKind>(
    { kind, signal }: PictureJob,
    work: Extract<Work, { kind: Kind }>,
    pixels: number,
    faces: 'faces' | 'regions',
  ): Promise<Works[Kind]['value']> {
    const { pool, metrics } = this.rooms;
    const { value, seconds } = await pool.do<Kind>(work, { pixels, signal, lane: 'later' });
    metrics.took('work', seconds.work);
    const found: unknown = faces in value ? Reflect.get(value, faces) : [];
    metrics.did(kind, { pixels, faces: Array.isArray(found) ? found.length : 0 });
    return value;
  }
}
