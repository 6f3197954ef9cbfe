import type { InferenceSession } from 'onnxruntime-common';
import { InputError, messageOf } from '../../errors/errors.js';
import { openOn } from '../open-on.js';
import type { Device, OpenSession, SessionOptions } from '../port.js';

/**
 * Loads a model into onnxruntime-web, and that where it is needed first. On the CPU it runs in WebAssembly with SIMD; in
 * several threads where the page is cross-origin isolated (COOP and COEP headers). Where its files lie, `env.wasm` of
 * `onnxruntime-web/wasm` (for WebGPU, `onnxruntime-web/webgpu`) says, for pages that host them themselves.
 */
export async function openSession(
  model: Uint8Array,
  { device = 'cpu', threads }: SessionOptions,
): Promise<OpenSession> {
  return await openOn(device === 'auto' ? ['webgpu', 'cpu'] : [device], async (one) => {
    if (one === 'webgpu') await assertWebGpu(device === 'auto');
    const { env, InferenceSession } = await loadRuntime(one);
    // What counts is the number when the first session is made; without shared memory there can be one alone.
    if (!globalThis.crossOriginIsolated) env.wasm.numThreads = 1;
    else if (threads !== undefined) env.wasm.numThreads = threads;
    return await InferenceSession.create(model, {
      executionProviders: [one === 'webgpu' ? { name: 'webgpu', preferredLayout: 'NCHW' } : 'wasm'],
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  });
}

/** A graphics processor, where it is not asked for by name a real one: a program that imitates one is slower than the CPU. */
async function assertWebGpu(real: boolean): Promise<void> {
  const adapter = 'gpu' in navigator ? await (navigator.gpu as GPU).requestAdapter() : null;
  if (!adapter) throw new Error('this browser gives none');
  if (real && adapter.info?.isFallbackAdapter) throw new Error('it is imitated by a program');
}

/** What of the browser's WebGPU is asked here; TypeScript's types of it come with newer versions. */
interface GPU {
  requestAdapter(): Promise<{ readonly info?: { readonly isFallbackAdapter?: boolean } } | null>;
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
