import { messageOf } from '../../errors/errors.js';
import { facesLine } from '../../formats/faces-lines.js';
import { redactionLine } from '../../redact/redaction-line.js';
import type { Rooms } from '../exchange.js';
import type { Work, Works } from '../pool/messages.js';
import { asProblem, Problem } from '../problem.js';
import { detectionLine } from '../routes/lines.js';
import { checkHidden } from '../routes/redact.js';
import { Job, type JobKind, type JobPicture, type JobResult } from './job.js';

/** Pictures of one job that are begun at once: what others wait for goes on beside them. */
const AT_ONCE = 4;

/** What is done with each picture of a job. */
export type JobOptions =
  | { readonly kind: 'detect'; readonly options: Works['detect']['options'] }
  | { readonly kind: 'redact'; readonly options: Works['redact']['options'] };

/** Jobs of this process: they are in its memory alone, and go with it. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();

  constructor(private readonly rooms: Pick<Rooms, 'pool' | 'metrics' | 'limits'>) {}

  get count(): number {
    return this.#jobs.size;
  }

  get bytes(): number {
    return [...this.#jobs.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** @throws Problem where there is no room for so many bytes */
  checkRoom(bytes: number): void {
    const { jobMegabytes, maxJobs } = this.rooms.limits;
    if (this.#jobs.size < maxJobs && this.bytes + bytes <= 1e6 * jobMegabytes) return;
    throw new Problem(
      'too-busy',
      `${this.#jobs.size} jobs are here already. Fetch or delete theirs, or try again later.`,
      { retryAfter: Math.max(5, this.rooms.pool.retryAfter) },
    );
  }

  /** Begins a job. */
  add(pictures: readonly JobPicture[], what: JobOptions, key: string | undefined): Job {
    const job = new Job(what.kind, [...pictures], key);
    this.#jobs.set(job.id, job);
    void this.#run(job, what).finally(() => {
      // Whoever does not fetch them has no more need of them.
      setTimeout(() => this.delete(job), 60_000 * this.rooms.limits.jobMinutes).unref();
    });
    return job;
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

  /** Stops all. */
  end(): void {
    for (const job of this.#jobs.values()) this.delete(job);
  }

  async #run(job: Job, what: JobOptions): Promise<void> {
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

  async #result(job: Job, { name, bytes, pixels, problem }: JobPicture, what: JobOptions): Promise<JobResult> {
    if (problem !== undefined) return { line: facesLine({ image: name, error: problem }), failed: true };
    try {
      if (what.kind === 'detect') {
        const found = await this.#work<'detect'>(job, { name, bytes, ...what }, pixels, 'faces');
        return { line: detectionLine(name, found), failed: false };
      }
      const redaction = await this.#work<'redact'>(job, { name, bytes, ...what }, pixels, 'regions');
      checkHidden(name, redaction);
      const { data, format } = redaction;
      return { line: redactionLine(name, undefined, redaction), failed: false, picture: { data, format } };
    } catch (error) {
      const known = asProblem('unusable-picture', error);
      const reason = known instanceof Problem ? known.message : `${name}: a defect of farface (${messageOf(known)}).`;
      return { line: facesLine({ image: name, error: reason }), failed: true };
    }
  }

  async #work<Kind extends JobKind>(
    { kind, signal }: Job,
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
