import { parentPort, workerData } from 'node:worker_threads';
import { createDetector } from '../../detect/detector.js';
import { createVerifier, type Verifier } from '../../detect/verifier.js';
import { InputError, messageOf } from '../../errors/errors.js';
import { readImage } from '../../platform/node/read-image.js';
import { redact } from '../../redact/redact.js';
import type { Answered, Asked, ThreadSettings, Work, WorkKind, Works } from './messages.js';

/** A thread with a detector of its own: pictures come in as bytes, and what was made of them goes out. */
const port = parentPort!;
const { detector: options }: ThreadSettings = workerData;
const tell = (answer: Answered, transfer: ArrayBuffer[] = []) => port.postMessage(answer, transfer);

const detector = await createDetector(options).catch((error: unknown) => {
  tell({ kind: 'unusable', message: messageOf(error) });
  return undefined;
});
let verifier: Promise<Verifier> | undefined;
const aborts = new Map<number, AbortController>();

async function done(work: Work, signal: AbortSignal): Promise<Works[WorkKind]['value']> {
  const { name, bytes } = work;
  if (!detector) throw new Error('The networks could not be loaded.');
  switch (work.kind) {
    case 'detect':
      return await detector.detect(bytes, { ...work.options, name, signal });
    case 'look': {
      const { size, ...search } = work.options;
      return await detector.detect({ ...size, data: bytes }, { ...search, name, signal });
    }
    case 'redact':
      return await redact(bytes, detector, { ...work.options, name, signal });
    case 'verify': {
      const { faces, ...rule } = work.options;
      verifier ??= createVerifier({
        weights: options.verificationWeights,
        threads: options.threads,
        precision: options.precision,
        device: options.device,
      });
      const [photo, second] = await Promise.all([readImage(bytes, { name }), verifier]);
      signal.throwIfAborted();
      const { width, height } = photo;
      return { width, height, faces: await second.verify(photo, faces, { ...rule, signal }) };
    }
  }
}

async function answer(id: number, work: Work): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    const value = await done(work, abort.signal);
    if (!('data' in value)) return tell({ id, kind: 'value', value });
    const data = new Uint8Array(value.data);
    tell({ id, kind: 'value', value: { ...value, data } }, [data.buffer]);
  } catch (error) {
    const stack = error instanceof Error ? error.stack : undefined;
    const input = error instanceof InputError;
    tell({ id, kind: 'error', message: messageOf(error), input, ...(stack !== undefined && { stack }) });
  } finally {
    aborts.delete(id);
  }
}

port.on('message', async (asked: Asked) => {
  switch (asked.kind) {
    case 'work':
      return void answer(asked.id, asked.work);
    case 'abort':
      return aborts.get(asked.id)?.abort(new Error('nobody waits for it'));
    case 'end':
      await detector?.dispose();
      await (await verifier)?.dispose();
      port.close();
  }
});
if (detector) tell({ kind: 'ready' });
