import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { CropSettings } from '../datasets/crop-settings.js';
import { InputError } from '../errors/errors.js';
import { startWorker } from '../platform/node/worker.js';

/** What decides the batches. */
export interface CropStreamOptions {
  readonly photos: readonly AnnotatedPhoto[];
  readonly batchSize: number;
  readonly seed: number;
  /** Number of the first batch, from 0. */
  readonly firstBatch: number;
  readonly settings: CropSettings;
}

/** A batch of training crops. */
export interface CropBatch {
  /** [batch, 3, size, size], RGB 0–255. */
  readonly pixels: Uint8Array;
  /** [batch, 6, cells], see `assign`. */
  readonly assignment: Float32Array;
}

/** Batches that a worker thread makes ahead of training. */
export interface CropStream {
  /** The next batch. Rejects with an `InputError` where the photos cannot be read. */
  next(): Promise<CropBatch>;
  close(): Promise<void>;
}

/** What the worker sends: a batch for each request, and what went wrong. */
export type CropMessage =
  | { readonly kind: 'batch'; readonly batch: CropBatch }
  /** A photo that cannot be read, once; another is drawn in its place. */
  | { readonly kind: 'left out'; readonly message: string }
  /** There is nothing to go on with. */
  | { readonly kind: 'failed'; readonly message: string };

/** Batches that the worker may be ahead by. */
const AHEAD = 4;

/**
 * Starts a worker that makes batches. Batch i depends on the photos, the settings, the seed and i alone, so that a run
 * can be resumed at any.
 *
 * @param onLeftOut called once for each photo that cannot be read
 */
export function createCropStream(
  options: CropStreamOptions,
  onLeftOut: (message: string) => void = console.warn,
): CropStream {
  const worker = startWorker(new URL('./crop-worker', import.meta.url), options);
  const ready: CropBatch[] = [];
  const waiting: { resolve(batch: CropBatch): void; reject(error: unknown): void }[] = [];
  let failure: unknown;

  const fail = (error: unknown) => {
    failure ??= error;
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  worker.on('message', (message: CropMessage) => {
    if (message.kind === 'left out') onLeftOut(message.message);
    else if (message.kind === 'failed') fail(new InputError(message.message));
    else if (waiting.length > 0) waiting.shift()!.resolve(message.batch);
    else ready.push(message.batch);
  });
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error('the thread that makes training crops has ended')));
  for (let batch = 0; batch < AHEAD; batch += 1) worker.postMessage('more');

  return {
    next() {
      if (ready.length === 0 && failure) return Promise.reject(failure);
      worker.postMessage('more');
      const batch = ready.shift();
      return batch ? Promise.resolve(batch) : new Promise((resolve, reject) => waiting.push({ resolve, reject }));
    },
    async close() {
      await worker.terminate();
    },
  };
}
