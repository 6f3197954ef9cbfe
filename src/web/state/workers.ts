import { WorkerCalls } from '../../browser/worker-calls.js';
import type { DetectFunctions } from '../workers/detect.js';
import type { PictureFunctions } from '../workers/picture.js';

/** The workers: one looks for faces, the other reads, shows and writes pictures meanwhile. */
export const detecting = new WorkerCalls<DetectFunctions>(
  new Worker(new URL('../workers/detect.ts', import.meta.url), { type: 'module', name: 'detect' }),
);
export const picturing = new WorkerCalls<PictureFunctions>(
  new Worker(new URL('../workers/picture.ts', import.meta.url), { type: 'module', name: 'picture' }),
);
