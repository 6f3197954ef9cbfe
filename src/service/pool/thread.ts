import type { Worker } from 'node:worker_threads';
import { InputError } from '../../errors/errors.js';
import { startWorker } from '../../platform/node/worker.js';
import { Problem } from '../problem.js';
import type { Answered, Asked, ThreadSettings, Work, WorkKind, Works } from './messages.js';

const WORKER = new URL('./worker', import.meta.url);

interface Waiting {
  readonly resolve: (value: Works[WorkKind]['value']) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread of the pool, from its start to its end. */
export class WorkThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  /** Once its networks are loaded; rejects with `InputError` where they cannot be. */
  readonly ready: Promise<void>;
  /** Once the thread has ended, however. */
  readonly ended: Promise<void>;

  constructor(settings: ThreadSettings) {
    this.#worker = startWorker(WORKER, settings);
    this.ready = new Promise((resolve, reject) => {
      this.#worker.on('message', (answer: Answered) => {
        if (answer.kind === 'ready') resolve();
        else if (answer.kind === 'unusable') reject(new InputError(answer.message));
        else this.#take(answer);
      });
      this.#worker.once('error', reject);
      this.#worker.once('exit', () => reject(new Error('A thread ended before its networks were loaded.')));
    });
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('it ended')));
  }

  /** Pictures that it has. */
  get busy(): number {
    return this.#waiting.size;
  }

  /** Resolves, or rejects, once the thread is through with it: where `signal` aborts, at its next step. */
  async do(work: Work, signal: AbortSignal): Promise<Works[WorkKind]['value']> {
    this.#last += 1;
    const id = this.#last;
    const abort = () => this.#tell({ id, kind: 'abort' });
    try {
      return await new Promise<Works[WorkKind]['value']>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        this.#tell({ id, kind: 'work', work }, [work.bytes.buffer]);
        signal.addEventListener('abort', abort, { once: true });
        if (signal.aborted) abort();
      });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  /** Ends it; what it has must be done. */
  async end(): Promise<void> {
    this.#tell({ kind: 'end' });
    await this.ended;
  }

  #tell(asked: Asked, transfer: ArrayBuffer[] = []): void {
    this.#worker.postMessage(asked, transfer);
  }

  #take(answer: Exclude<Answered, { kind: 'ready' | 'unusable' }>): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.kind === 'value') {
      waiting?.resolve(answer.value);
      return;
    }
    const error = answer.input ? new InputError(answer.message) : new Error(answer.message);
    if (answer.stack !== undefined) error.stack = answer.stack;
    waiting?.reject(error);
  }

  #fail(error: Error): void {
    const problem = new Problem('not-ready', `A thread of networks was lost (${error.message}). Try again.`, {
      retryAfter: 1,
    });
    for (const { reject } of this.#waiting.values()) reject(problem);
    this.#waiting.clear();
  }
}
