import { hostname } from 'node:os';
import { InputError, messageOf } from '../../errors/errors.js';
import { Spool } from '../../spool/spool.js';
import type { SpoolFolder } from '../../spool/spool-folder.js';
import { heals, type Patience } from '../healing.js';
import { type FleetQueue, inTime, type PhotoEnd, type PhotoWorker, type TakenJob } from '../queue.js';
import type { readPlace } from '../store/place.js';
import type { Store } from '../store/store.js';
import { Contact } from './contact.js';
import { doPhoto } from './do-photo.js';
import { type Looker, UnfitError } from './look.js';
import { LookerPool } from './looker-pool.js';
import { Room } from './room.js';
import { OpenRuns } from './runs.js';

/** How a worker works. */
export interface WorkerSettings {
  /** Who looks at the photos: as many at a time as there are of them. */
  readonly lookers: readonly Looker[];
  readonly openStore: (place: ReturnType<typeof readPlace>) => Promise<Store>;
  /** Milliseconds after which photos of a worker that is not heard of are taken over. */
  readonly lock?: number;
  /** Milliseconds without an answer of the queue after which the worker stops. */
  readonly giveUp?: number;
  /** Milliseconds that photos which are begun have to come to their end when the worker stops. */
  readonly grace?: number;
  readonly patience?: Patience;
  /** Where videos are on their way; by default a private folder of this user among the temporary files. */
  readonly spool?: string | undefined;
  readonly on?: WorkerEvents;
}

/** What a worker tells. */
export interface WorkerEvents {
  done?(key: string, end: PhotoEnd, seconds: number): void;
  /** `final`: it is not tried again. */
  failed?(key: string, reason: string, final: boolean): void;
  /** What is no photo's fault, such as that the queue is not reached. */
  trouble?(reason: string): void;
}

export const LOCK = 30_000;
export const GIVE_UP = 300_000;
export const GRACE = 25_000;

/** Workers that a photo may end before it counts as what ends them. */
const MOST_ENDED = 4;

/** BullMQ tells by these names what is to become of a photo. */
class NotTriedAgain extends Error {
  override readonly name = 'UnrecoverableError';
}
class PutBack extends Error {
  override readonly name = 'DelayedError';
}
class GivenBack extends Error {
  override readonly name = 'WaitingError';
}

/** Takes photos from the queue and does them, until it is told to stop or cannot go on. */
export class FleetWorker {
  readonly #worker: PhotoWorker;
  readonly #pool: LookerPool;
  readonly #runs: OpenRuns;
  readonly #room = new Room();
  readonly #contact: Contact;
  /** What is begun, by the job's id. */
  readonly #begun = new Map<string, AbortController>();
  #spool: Promise<Spool> | undefined;
  #stopping = false;
  #leaving = false;
  #unfit: Error | undefined;
  #ended: (() => void) | undefined;
  readonly #end = new Promise<void>((resolve) => {
    this.#ended = resolve;
  });

  constructor(
    queue: FleetQueue,
    private readonly settings: WorkerSettings,
  ) {
    const { lookers, openStore, lock = LOCK, giveUp = GIVE_UP } = settings;
    this.#pool = new LookerPool(lookers);
    this.#runs = new OpenRuns(queue, openStore);
    this.#worker = queue.worker((job, token) => this.#take(job, token), {
      // While one is looked at, the next is read and the last one written.
      concurrency: 2 * lookers.length,
      lockDuration: lock,
      stalledInterval: lock,
      maxStalledCount: 1_000_000,
      metrics: { maxDataPoints: 60 },
      name: `${hostname()}-${process.pid}`,
    });
    this.#worker.on('lockRenewalFailed', (ids) => this.#abort(ids, 'another worker has taken it over'));
    this.#worker.on('error', (error) => this.#trouble(error));
    this.#contact = new Contact(
      queue,
      { lock, patience: giveUp },
      {
        lost: () => this.#abort([...this.#begun.keys()], 'the queue is not reached, and others may take it over'),
        giveUp: () => {
          this.#unfit = new InputError(
            `${queue.server}: no answer for ${Math.round(giveUp / 1000)} s, so this worker stops.`,
          );
          this.#ended?.();
        },
      },
    );
  }

  /**
   * Works until `signal` is aborted (then what is begun has `grace` to come to its end), or until `isThrough` says so.
   *
   * @throws InputError where the worker cannot go on: the queue is out of reach, or this machine cannot do what is asked
   */
  async run(signal: AbortSignal): Promise<void> {
    const stop = () => this.#ended?.();
    signal.addEventListener('abort', stop);
    if (signal.aborted) stop();
    const watching = this.#contact.watch();
    const running = this.#worker.run().catch((error: unknown) => this.#trouble(error));
    try {
      await this.#end;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#contact.end();
      await this.#close();
      await Promise.allSettled([watching, inTime(running, 1_000)]);
    }
    if (this.#unfit) throw this.#unfit;
  }

  /** Ends in a bounded time, whether or not anybody answers. */
  async #close(): Promise<void> {
    const { grace = GRACE } = this.settings;
    this.#stopping = true;
    await inTime(this.#worker.pause(true), 1_000).catch(() => {});
    const idle = async () => {
      while (this.#begun.size > 0) await new Promise((resolve) => setTimeout(resolve, 25));
    };
    if (!this.#unfit) await inTime(idle(), grace).catch(() => {});
    this.#leaving = true;
    this.#abort([...this.#begun.keys()], 'the worker stops');
    const closed = inTime(this.#worker.close(), 5_000).catch(() => this.#worker.disconnect());
    await inTime(closed, 7_000).catch(() => {});
    await this.#pool.close();
    await (await this.#spool?.catch(() => undefined))?.end();
    await this.#runs.close();
  }

  async #take(job: TakenJob, token: string | undefined): Promise<PhotoEnd> {
    // Drawn in the moment that the worker was told to stop.
    if (this.#stopping) await this.#giveBack(job, token);
    const ended = job.stalledCounter - (job.data.forgiven ?? 0);
    const alone = ended > 0;
    if (!(alone ? await this.#room.enterAlone() : this.#room.enter())) {
      await job.moveToDelayed(Date.now() + 500 + 1_500 * Math.random(), token);
      throw new PutBack();
    }
    const controller = new AbortController();
    this.#begun.set(job.id!, controller);
    const started = performance.now();
    try {
      const end = await this.#do(job, ended, controller.signal);
      this.settings.on?.done?.(job.data.key, end, (performance.now() - started) / 1000);
      return end;
    } catch (error) {
      return await this.#fail(job, token, error);
    } finally {
      this.#begun.delete(job.id!);
      if (alone) this.#room.leaveAlone();
      else this.#room.leave();
    }
  }

  async #do({ data }: TakenJob, ended: number, signal: AbortSignal): Promise<PhotoEnd> {
    const { run, photos, results } = await this.#runs.get(data.run);
    const { patience } = this.settings;
    return doPhoto(data.key, data.version, {
      ...{ run, photos, results, signal },
      ...(patience && { patience }),
      folder: () => this.#folder(),
      look: (task, until) => this.#pool.look(task, until),
      refusal: ended > MOST_ENDED ? `${data.key}: the worker that looked at it ended ${ended} times.` : undefined,
    });
  }

  /** The spool is made for the first video; what killed workers left there goes then. */
  async #folder(): Promise<SpoolFolder> {
    this.#spool ??= Spool.open(this.settings.spool);
    const spool = await this.#spool.catch((error: unknown) => {
      throw new UnfitError(messageOf(error));
    });
    return await spool.folder();
  }

  async #fail(job: TakenJob, token: string | undefined, error: unknown): Promise<never> {
    if (error instanceof UnfitError) {
      this.#unfit ??= new InputError(error.message);
      this.#ended?.();
      await this.#giveBack(job, token);
    }
    if (this.#leaving) await this.#giveBack(job, token);
    const again = heals(error) || error instanceof Taken;
    const final = !again || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    this.settings.on?.failed?.(job.data.key, messageOf(error), final);
    throw again ? error : new NotTriedAgain(messageOf(error));
  }

  /** Another worker is to have it. */
  async #giveBack(job: TakenJob, token: string | undefined): Promise<never> {
    await job.moveToWait(token);
    throw new GivenBack();
  }

  #abort(ids: readonly string[], reason: string): void {
    for (const id of ids) this.#begun.get(id)?.abort(new Taken(reason));
  }

  #trouble(error: unknown): void {
    this.settings.on?.trouble?.(messageOf(error));
  }
}

/** The photo is not this worker's any longer. */
class Taken extends Error {
  override readonly name = 'Taken';
}
