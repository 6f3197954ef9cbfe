import { createDetector, type DetectCall, type Detector } from '../detect/detector.js';
import type { DetectorOptions } from '../detect/options.js';
import type { PhotoSource } from '../detect/source.js';
import { createEnhancer, type Enhancer } from '../enhance/enhancer.js';
import type { Box } from '../geometry/box.js';
import { loadRuntimeFrom } from '../platform/browser/session.js';
import type { FileSource } from '../platform/port.js';
import { type RedactCall, redact } from '../redact/redact.js';
import type { WeightsSource } from '../weights/weights-file.js';
import { answerCalls, type Context, Moved } from './worker-calls.js';

/** What a worker is started with. */
export interface WorkerSetup {
  readonly detector: DetectorOptions;
  readonly generator: WeightsSource | undefined;
  readonly runtime: string | undefined;
}

let setup: WorkerSetup | undefined;
let detector: Detector | undefined;
let enhancer: Promise<Enhancer> | undefined;

async function start(given: WorkerSetup): Promise<void> {
  setup = given;
  if (given.runtime !== undefined) loadRuntimeFrom(given.runtime);
  detector = await createDetector(given.detector);
}

function started(): Detector {
  if (!detector) throw new Error('The worker has not been started.');
  return detector;
}

async function detect({ photo, call }: { photo: PhotoSource; call: DetectCall }, context: Context) {
  return await started().detect(photo, { ...call, ...context });
}

async function hide({ file, call }: { file: FileSource; call: RedactCall }, context: Context) {
  const redaction = await redact(file, started(), { ...call, ...context });
  const { buffer } = redaction.data;
  return new Moved(redaction, buffer instanceof ArrayBuffer ? [buffer] : []);
}

async function enhance(
  { photo, faces }: { photo: PhotoSource; faces: readonly { box: Box; index: number }[] },
  { signal }: Context,
) {
  enhancer ??= createEnhancer({ weights: setup?.generator, threads: setup?.detector.threads });
  return await (await enhancer).enhance(photo, faces, { signal });
}

const functions = { start, detect, redact: hide, enhance };
export type FarfaceFunctions = typeof functions;

/**
 * Answers a `FarfaceWorker`, in a worker of one's own: one that has HEIC decoded, for example.
 *
 * @example
 * // worker.js
 * decodeHeicWith(() => import('heic-decode'));
 * runWorker();
 * // page.js
 * const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
 * const farface = await startWorker({ worker });
 */
export function runWorker(): void {
  answerCalls(functions);
}
