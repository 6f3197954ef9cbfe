import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import { Tensor } from 'onnxruntime-common';
import { InputError } from '../../errors/errors.js';
import type { OpenSession, SessionOptions, SessionThread, SessionThreads } from '../port.js';
import { type Answer, type Requests, type SentTensors, sent } from './session-messages.js';
import { SharedMemory } from './shared-memory.js';
import { switchTelemetryOff } from './telemetry.js';
import { dropState, type ThreadState, watchState } from './thread-state.js';
import { moduleOf, startWorker } from './worker.js';

const WORKER = new URL('./session-worker', import.meta.url);

/** Worker threads that sessions run in. A bundler that puts farface's code elsewhere leaves the worker's behind: then there are none. */
export function sessionThreads(): SessionThreads | undefined {
  if (!existsSync(moduleOf(WORKER))) return undefined;
  return { cores: availableParallelism(), open: () => new NodeSessionThread() };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** It is started when the first session is opened. */
class NodeSessionThread implements SessionThread {
  #worker: Promise<Worker> | undefined;
  #sessions = 0;
  #last = 0;
  #state: ThreadState | undefined;
  /** Why it ended while sessions were in it. */
  #broken: Error | undefined;
  readonly #waiting = new Map<number, Waiting>();
  readonly #memory = new SharedMemory();

  async open(model: Uint8Array, options: SessionOptions): Promise<OpenSession> {
    this.#sessions += 1;
    try {
      const { session, device, inputNames } = await this.#ask('open', { model, options });
      const inner = {
        inputNames,
        run: async (inputs: Readonly<Record<string, Tensor>>, outputs?: readonly string[]) => {
          const shared = sent(inputs, (data) => (data instanceof Uint8Array ? this.#memory.share(data) : data));
          try {
            return tensorsOf(await this.#ask('run', { session, inputs: shared, outputs }));
          } finally {
            for (const { data } of Object.values(shared)) if (data instanceof Uint8Array) this.#memory.giveBack(data);
          }
        },
        release: async () => {
          try {
            await this.#ask('release', { session });
          } finally {
            await this.#leave();
          }
        },
        endProfiling: () => {},
      };
      return { inner, device };
    } catch (error) {
      await this.#leave();
      throw error;
    }
  }

  async #leave(): Promise<void> {
    this.#sessions -= 1;
    if (this.#sessions > 0) return;
    const worker = this.#worker;
    this.#worker = undefined;
    await (await worker)?.terminate();
    if (this.#state) dropState(this.#state);
  }

  async #ask<Kind extends keyof Requests>(
    kind: Kind,
    asked: Requests[Kind]['asked'],
  ): Promise<Requests[Kind]['answered']> {
    if (this.#broken) throw this.#broken;
    this.#worker ??= this.#start();
    const worker = await this.#worker;
    this.#last += 1;
    const id = this.#last;
    const answered = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    // A process that waits for nothing else may end beside idle threads, and must not beside busy ones.
    worker.ref();
    worker.postMessage({ id, kind, ...asked });
    try {
      return (await answered) as Requests[Kind]['answered'];
    } finally {
      if (this.#waiting.size === 0) worker.unref();
    }
  }

  async #start(): Promise<Worker> {
    await switchTelemetryOff();
    this.#state = watchState();
    const worker = startWorker(WORKER, this.#state);
    worker.on('message', (answer: Answer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('value' in answer) waiting?.resolve(answer.value);
      else waiting?.reject(answer.input ? new InputError(answer.message) : new Error(answer.message));
    });
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', (code) => this.#fail(new Error(`A thread of a network ended early, with ${code}.`)));
    await once(worker, 'online');
    return worker;
  }

  #fail(error: Error): void {
    if (this.#sessions > 0) this.#broken ??= error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function tensorsOf(tensors: SentTensors): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [name, new Tensor(type, data, dims)]),
  );
}
