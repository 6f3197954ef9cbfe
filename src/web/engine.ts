import { env } from 'onnxruntime-web/wasm';
import { createDetector } from '../detect/detector.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import { unpackWeights } from '../weights/packed-weights.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { ASSETS } from './assets.js';
import { loadAssets } from './loading/load-assets.js';

/** The detector as the page uses it. */
export interface Engine {
  /** Threads that the network uses: more than one only where the page is cross-origin isolated. */
  readonly threads: number;
  /** The faces of a photo down to a score, best first. The signal stops it between two tiles. */
  find(photo: Image, call: FindCall): Promise<{ readonly faces: readonly Face[] }>;
}

export interface FindCall {
  readonly threshold: number;
  readonly signal: AbortSignal;
  /** Called with the share that is done, 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** Weights as detectors take them. */
function safetensors(packed: Uint8Array): Uint8Array {
  const { tensors, metadata } = unpackWeights(packed);
  return encodeSafetensors(tensors, metadata);
}

/** More threads than this bring nothing for networks of this size. */
const MOST_THREADS = 8;

/**
 * Loads ONNX Runtime and the weights, and starts the detector.
 *
 * @param base address of the page's folder
 * @param onLoaded called with the bytes that have arrived, and those of all
 * @throws Error that says what could not be loaded
 */
export async function loadEngine(base: string, onLoaded: (done: number, total: number) => void): Promise<Engine> {
  const { runtime, proposals, verification } = await loadAssets(ASSETS, base, onLoaded);
  const threads = globalThis.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency, MOST_THREADS) : 1;
  env.wasm.wasmBinary = runtime;
  env.wasm.wasmPaths = { mjs: new URL(ASSETS.runtimeScript, base) };
  env.wasm.numThreads = threads;
  const detector = await createDetector({
    weights: safetensors(proposals),
    verificationWeights: safetensors(verification),
    threads,
    device: 'cpu',
  });
  return { threads, find: (photo, call) => detector.detect(photo, call) };
}
