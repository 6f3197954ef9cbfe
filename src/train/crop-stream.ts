import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { CropSettings } from '../datasets/crop-settings.js';
import { startWorker } from '../runtime/worker.js';

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
  next(): Promise<CropBatch>;
  close(): Promise<void>;
}

/** Batches that the worker may be ahead by. */
const AHEAD = 4;

/** Starts a worker that makes batches. Batch i depends on the seed and i alone, so that a run can be resumed at any. */
export function createCropStream(options: CropStreamOptions): CropStream {
  const worker = startWorker(new URL('./crop-worker', import.meta.url), options);
  const ready: CropBatch[] = [];
  let waiting: { resolve(batch: CropBatch): void; reject(error: unknown): void } | undefined;
  let failure: unknown;
  worker.on('message', (batch: CropBatch) => {
    if (waiting) waiting.resolve(batch);
    else ready.push(batch);
    waiting = undefined;
  });
  worker.on('error', (error) => {
    failure = error;
    waiting?.reject(error);
  });
  for (let batch = 0; batch < AHEAD; batch += 1) worker.postMessage('more');
  return {
    next() {
      if (failure) return Promise.reject(failure);
      worker.postMessage('more');
      const batch = ready.shift();
      return batch ? Promise.resolve(batch) : new Promise((resolve, reject) => (waiting = { resolve, reject }));
    },
    async close() {
      await worker.terminate();
    },
  };
}
