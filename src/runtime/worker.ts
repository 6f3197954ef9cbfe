import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * Starts a worker thread from a module beside the caller's.
 *
 * @param module URL of the module without its extension: `new URL('./crop-worker', import.meta.url)`
 */
export function startWorker(module: URL, workerData: unknown): Worker {
  const extension = extname(import.meta.url);
  if (extension === '.js') return new Worker(new URL(`${module}.js`), { workerData });
  // Run from its TypeScript sources, through tsx, which does not reach into workers by itself.
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import('${module}${extension}'); })`;
  return new Worker(load, { workerData, eval: true });
}
