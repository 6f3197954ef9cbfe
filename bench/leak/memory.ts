import { InputError } from '../../src/errors/errors.js';

/** What the process holds, in MiB. */
export interface Memory {
  /** Resident set: all of it, ONNX Runtime's and libvips' memory included. */
  readonly resident: number;
  /** JavaScript's objects. */
  readonly heap: number;
  /** Pixels and tensors that JavaScript's objects hold. */
  readonly buffers: number;
}

/** Measures after garbage collection. Throws `InputError` where Node runs without `--expose-gc`. */
export function memoryNow(): Memory {
  if (!globalThis.gc) throw new InputError('Run it as npm run bench:leak, or give node --expose-gc.');
  // Twice: what the first collection lets go of frees its memory in the second.
  globalThis.gc();
  globalThis.gc();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  const [resident, heap, buffers] = [rss, heapUsed, arrayBuffers].map((bytes) => bytes / 2 ** 20);
  return { resident: resident!, heap: heap!, buffers: buffers! };
}
