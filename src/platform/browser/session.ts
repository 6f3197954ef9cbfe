import type { InferenceSession } from 'onnxruntime-common';
import { InputError, messageOf } from '../../errors/errors.js';
import type { SessionOptions } from '../port.js';

/**
 * Loads a model into onnxruntime-web, and that where it is needed first. It runs in WebAssembly with SIMD; in several
 * threads where the page is cross-origin isolated (COOP and COEP headers). Where its files lie, `env.wasm` of
 * `onnxruntime-web/wasm` says, for pages that host them themselves.
 */
export async function openSession(model: Uint8Array, { threads }: SessionOptions): Promise<InferenceSession> {
  const { env, InferenceSession } = await loadRuntime();
  // What counts is the number when the first session is made; without shared memory there can be one alone.
  if (!globalThis.crossOriginIsolated) env.wasm.numThreads = 1;
  else if (threads !== undefined) env.wasm.numThreads = threads;
  return await InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
  });
}

async function loadRuntime() {
  try {
    return await import('onnxruntime-web/wasm');
  } catch (error) {
    throw new InputError(
      `onnxruntime-web cannot be loaded (${messageOf(error)}). Install it beside farface: npm install onnxruntime-web.`,
    );
  }
}
