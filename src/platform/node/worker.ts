import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The file of a module, whose URL lacks its extension, as it is run: compiled, or from its TypeScript sources. */
export function moduleOf(module: URL): URL {
  return new URL(`${module}${extname(import.meta.url)}`);
}

/**
 * Starts a worker thread from a module beside the caller's.
 *
 * @param module URL of the module without its extension: `new URL('./crop-worker', import.meta.url)`
 */
export function startWorker(module: URL, workerData: unknown): Worker {
  const file = moduleOf(module);
  if (extname(import.meta.url) === '.js') return new Worker(file, { workerData });
  // Run from its TypeScript sources, through tsx, which does not reach into workers by itself.
  const load = `import('tsx/esm/api').then(({ register }) => { register(); return import('${file}'); })`;
  return new Worker(load, { workerData, eval: true });
}
