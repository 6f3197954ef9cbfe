import { env } from 'onnxruntime-web/wasm';
import { createDetector, type Detector } from '../detect/detector.js';
import { exactKernelBits } from '../detect/probe-kernel-bits.js';
import { threadsHere } from '../platform/browser/session.js';
import { unpackWeights } from '../weights/packed-weights.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { ASSETS } from './assets.js';
import { canRunNetworks } from './loading/can-run.js';
import { loadAssets } from './loading/load-assets.js';
import { STRINGS } from './strings.js';

/** The detector as the page uses it. */
export interface Engine {
  /** Threads that the network uses: more than one only where the page is cross-origin isolated. */
  readonly threads: number;
  readonly detector: Detector;
}

/** Weights as detectors take them. */
function safetensors(packed: Uint8Array): Uint8Array {
  const { tensors, metadata } = unpackWeights(packed);
  return encodeSafetensors(tensors, metadata);
}

/**
 * Loads ONNX Runtime and the weights, and starts the detector.
 *
 * @param base address of the page's folder
 * @param onLoaded called with the bytes that have arrived, and those of all
 * @throws Error that says what could not be loaded
 */
export async function loadEngine(base: string, onLoaded: (done: number, total: number) => void): Promise<Engine> {
  // Before megabytes are loaded that are of no use.
  if (!canRunNetworks()) throw new Error(STRINGS.engine.noWebAssembly);
  const { runtime, proposals, verification } = await loadAssets(ASSETS, base, onLoaded);
  const threads = threadsHere();
  env.wasm.wasmBinary = runtime;
  env.wasm.wasmPaths = { mjs: new URL(ASSETS.runtimeScript, base) };
  // The browser compiles it while the weights are unpacked.
  exactKernelBits(threads).catch(() => undefined);
  const detector = await createDetector({
    weights: safetensors(proposals),
    verificationWeights: safetensors(verification),
    threads,
    device: 'cpu',
  });
  // What goes wrong there goes wrong with the first photo, which says so.
  detector.warmUp().catch(() => undefined);
  return { threads, detector };
}
