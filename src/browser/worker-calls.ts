import { InputError, messageOf } from '../errors/errors.js';

/**
 * Calls of a worker's functions: arguments go there, a value comes back, progress on the way, and an abort reaches it.
 * Buffers of pixels change hands instead of being copied.
 */

/** What a worker's function gets besides its arguments. */
export interface Context {
  readonly signal: AbortSignal;
  /** Tells the caller how far the work is: a share from 0 to 1, or so much of a total. */
  readonly onProgress: (done: number, total?: number) => void;
}

export type WorkerFunctions = Readonly<Record<string, (input: never, context: Context) => Promise<unknown>>>;

/** What the caller gets of what a worker's function returns. */
type Received<Functions extends WorkerFunctions, Name extends keyof Functions> =
  Awaited<ReturnType<Functions[Name]>> extends Moved<infer Value> ? Value : Awaited<ReturnType<Functions[Name]>>;

/** What the caller may say besides the arguments. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly transfer?: Transferable[];
}

type Request =
  | { readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly id: number; readonly abort: true };

type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly done: number; readonly total: number }
  | { readonly id: number; readonly error: string; readonly isInput: boolean };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((done: number, total: number) => void) | undefined;
}

const ENDED = 'The worker was ended.';

/** Calls the functions of a worker, whose types are `Functions`. */
export class WorkerCalls<Functions extends WorkerFunctions> {
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  /** Why nothing is answered any more. */
  #over: string | undefined;
  #answered = false;

  constructor(private readonly worker: Worker) {
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => this.#receive(data));
    // Browsers say nothing of a script that cannot be loaded.
    worker.addEventListener('error', ({ message }) => {
      const why = message || 'The worker could not be started.';
      // One that never began does not answer later calls either.
      if (!this.#answered) this.#over = why;
      this.#failAll(why);
    });
    worker.addEventListener('messageerror', () => this.#failAll('a message could not be read'));
  }

  /** @throws InputError or Error with what the worker's function threw; the signal's reason where it is aborted */
  call<Name extends keyof Functions & string>(
    name: Name,
    input: Parameters<Functions[Name]>[0],
    { signal, onProgress, transfer = [] }: CallOptions = {},
  ): Promise<Received<Functions, Name>> {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (this.#over !== undefined) throw new Error(this.#over);
      this.#last += 1;
      const id = this.#last;
      const abort = () => this.#post({ id, abort: true });
      signal?.addEventListener('abort', abort);
      const done = () => signal?.removeEventListener('abort', abort);
      this.#waiting.set(id, {
        resolve: (value) => {
          done();
          // What the worker's function of this name returned.
          resolve(value as Received<Functions, Name>);
        },
        reject: (error) => {
          done();
          reject(signal?.aborted ? signal.reason : error);
        },
        onProgress,
      });
      this.#post({ id, name, input }, transfer);
    });
  }

  #post(request: Request, transfer: Transferable[] = []): void {
    this.worker.postMessage(request, transfer);
  }

  #receive(reply: Reply): void {
    this.#answered = true;
    const waiting = this.#waiting.get(reply.id);
    if ('done' in reply) {
      waiting?.onProgress?.(reply.done, reply.total);
      return;
    }
    this.#waiting.delete(reply.id);
    if ('error' in reply) waiting?.reject(reply.isInput ? new InputError(reply.error) : new Error(reply.error));
    else waiting?.resolve(reply.value);
  }

  /** Ends the worker. Calls under way fail. */
  end(): void {
    this.#over = ENDED;
    this.worker.terminate();
    this.#failAll(ENDED);
  }

  #failAll(message: string): void {
    for (const { reject } of this.#waiting.values()) reject(new Error(message));
    this.#waiting.clear();
  }
}

/** A value whose buffers go to the caller instead of being copied. */
export class Moved<Value> {
  constructor(
    readonly value: Value,
    readonly buffers: Transferable[],
  ) {}
}

/** Answers calls, in a worker. Call it before anything is awaited, or the first messages are lost. */
export function answerCalls(functions: WorkerFunctions): void {
  const running = new Map<number, AbortController>();
  const reply = (message: Reply, transfer: Transferable[] = []) => self.postMessage(message, { transfer });
  self.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
    const { id } = data;
    if ('abort' in data) return running.get(id)?.abort();
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const work = functions[data.name];
      if (work === undefined) throw new Error(`no such function: ${data.name}`);
      const context = {
        signal: controller.signal,
        onProgress: (done: number, total = 1) => reply({ id, done, total }),
      };
      // Its types are those that `WorkerCalls.call` was checked with.
      const value = await work(data.input as never, context);
      if (value instanceof Moved) reply({ id, value: value.value }, value.buffers);
      else reply({ id, value });
    } catch (error) {
      reply({ id, error: messageOf(error), isInput: error instanceof InputError });
    } finally {
      running.delete(id);
    }
  });
}
