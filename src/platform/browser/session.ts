import { InputError, messageOf } from '../../errors/errors.js';
import { openOn } from '../open-on.js';
import type { Device, KernelPlace, OpenSession, SessionOptions } from '../port.js';

let folder: string | undefined;

/** More threads than this bring nothing for networks of this size. */
const MOST_THREADS = 8;

/**
 * Says where onnxruntime-web's `.wasm` and `.mjs` files lie, for pages whose bundler does not know: before anything is created.
 *
 * @param address of a folder, relative to the page or to the worker that calls this
 * @example
 * loadRuntimeFrom('/onnxruntime/');
 */
export function loadRuntimeFrom(address: string | URL): void {
  folder = new URL(address, location.href).href;
}

/**
 * Loads a model into onnxruntime-web, and that where it is needed first. On the CPU it runs in WebAssembly with SIMD; in
 * several threads where the page is cross-origin isolated (COOP and COEP headers).
 */
export async function openSession(
  model: Uint8Array,
  { device = 'cpu', threads }: SessionOptions,
): Promise<OpenSession> {
  const opened = await openOn(device === 'auto' ? ['webgpu', 'cpu'] : [device], async (one) => {
    if (one === 'webgpu' && !(await adapter())) throw new Error('this browser gives none');
    const { env, InferenceSession } = await loadRuntime(one);
    if (folder !== undefined) env.wasm.wasmPaths = folder;
    // What counts is the number when the first session is made.
    env.wasm.numThreads = threadsHere(threads);
    return await InferenceSession.create(model, {
      executionProviders: [one === 'webgpu' ? { name: 'webgpu', preferredLayout: 'NCHW' } : 'wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  });
  return { ...opened, breathe };
}

/** Threads that networks have: one where the page is not cross-origin isolated, for they share memory. @param asked all cores by default */
export function threadsHere(asked = Math.min(navigator.hardwareConcurrency, MOST_THREADS)): number {
  return globalThis.crossOriginIsolated ? asked : 1;
}

/** farface's own kernels have one thread, in which they are about as fast as ONNX Runtime in two. */
const KERNELS_LAST = 2;

/** See `Platform.kernels`. */
export const kernels: KernelPlace = {
  areFaster: (threads) => threadsHere(threads) <= KERNELS_LAST,
  breathe,
};

/** The end of a task: timers would take 4 ms. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/**
 * What networks run on where nothing is said, or `auto`: a graphics processor where there is a real one, for a program that
 * imitates one is slower than the CPU; else the CPU, in 8 bits.
 */
export async function deviceHere(device: Device = 'auto'): Promise<Device> {
  if (device !== 'auto') return device;
  const found = await adapter();
  return found && !found.info?.isFallbackAdapter ? 'auto' : 'cpu';
}

async function adapter(): Promise<Adapter | undefined> {
  if (!('gpu' in navigator)) return undefined;
  const found = await (navigator.gpu as GPU).requestAdapter().catch(() => null);
  return found ?? undefined;
}

interface Adapter {
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

/** What of the browser's WebGPU is asked here; TypeScript's types of it come with newer versions. */
interface GPU {
  requestAdapter(): Promise<Adapter | null>;
}

async function loadRuntime(device: Exclude<Device, 'auto'>): Promise<typeof import('onnxruntime-web/wasm')> {
  if (device !== 'cpu' && device !== 'webgpu') throw new Error('browsers have cpu and webgpu');
  try {
    return device === 'webgpu' ? await import('onnxruntime-web/webgpu') : await import('onnxruntime-web/wasm');
  } catch (error) {
    throw new InputError(
      `onnxruntime-web cannot be loaded (${messageOf(error)}). It is installed with farface; without a bundler, a page names it in its import map.`,
    );
  }
}
