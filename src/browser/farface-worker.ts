import type { DetectCall, Detection } from '../detect/detector.js';
import type { DetectorOptions } from '../detect/options.js';
import type { PhotoSource } from '../detect/source.js';
import type { EnhanceCall, EnhancedFace } from '../enhance/enhancer.js';
import type { Box } from '../geometry/box.js';
import type { FileSource } from '../platform/port.js';
import type { RedactCall, Redaction } from '../redact/redact.js';
import type { WeightsSource } from '../weights/weights-file.js';
import { WorkerCalls } from './worker-calls.js';
import type { FarfaceFunctions } from './worker-functions.js';

/** How a worker is started: as `createDetector`, and where what it loads lies. */
export interface WorkerStart extends DetectorOptions {
  /** A worker of one's own that calls `runWorker`; by default farface's, which bundlers put beside the page's scripts. */
  readonly worker?: Worker | undefined;
  /** The folder of onnxruntime-web's files, where the page hosts them itself. */
  readonly runtime?: string | URL | undefined;
  /** Weights for `enhance`: a file's address, or its bytes; those that ship with farface by default. */
  readonly generatorWeights?: WeightsSource | undefined;
}

/**
 * Starts farface in a worker, so that the page can be used while it works.
 *
 * @throws InputError where an option or the weights' file is wrong
 * @example
 * const farface = await startWorker();
 * const photo = document.querySelector('input')!.files![0]!;
 * const { faces } = await farface.detect(photo, { onProgress: (share) => console.log(`${Math.round(100 * share)} %`) });
 * const { data, remaining } = await farface.redact(photo, { signal: AbortSignal.timeout(60_000) });
 * farface.end();
 */
export async function startWorker({
  worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'farface' }),
  runtime,
  generatorWeights,
  ...detector
}: WorkerStart = {}): Promise<FarfaceWorker> {
  const calls = new WorkerCalls<FarfaceFunctions>(worker);
  try {
    await calls.call('start', {
      detector: {
        ...detector,
        weights: fromHere(detector.weights),
        verificationWeights: fromHere(detector.verificationWeights),
      },
      generator: fromHere(generatorWeights),
      runtime: runtime === undefined ? undefined : new URL(runtime, location.href).href,
    });
  } catch (error) {
    calls.end();
    throw error;
  }
  return new FarfaceWorker(calls);
}

/** farface in a worker. Calls may overlap; one photo at a time goes through the networks. */
export class FarfaceWorker {
  /**
   * Callers want `startWorker`.
   *
   * @internal
   */
  constructor(private readonly calls: WorkerCalls<FarfaceFunctions>) {}

  /** @see Detector.detect */
  detect(photo: PhotoSource, { signal, onProgress, ...call }: DetectCall = {}): Promise<Detection> {
    return this.calls.call('detect', { photo: fromHere(photo), call }, { signal, onProgress });
  }

  /** @see redact */
  redact(file: FileSource, { signal, onProgress, ...call }: RedactCall = {}): Promise<Redaction> {
    return this.calls.call('redact', { file: fromHere(file), call }, { signal, onProgress });
  }

  /** @see Enhancer.enhance */
  async enhance<Located extends { readonly box: Box }>(
    photo: PhotoSource,
    faces: readonly Located[],
    { signal }: EnhanceCall = {},
  ): Promise<EnhancedFace<Located>[]> {
    const located = faces.map(({ box }, index) => ({ box, index }));
    const drawn = await this.calls.call('enhance', { photo: fromHere(photo), faces: located }, { signal });
    return drawn.map(({ face: { index }, ...rest }) => ({ ...rest, face: faces[index]! }));
  }

  /** Ends the worker and frees all that it holds. Calls under way fail. */
  end(): void {
    this.calls.end();
  }
}

/** Addresses as the page means them: in a worker they would be relative to its script. */
function fromHere<Source>(source: Source): Source | string {
  return typeof source === 'string' || source instanceof URL ? new URL(source, location.href).href : source;
}
