import type { InferenceSession } from 'onnxruntime-common';
import { openOn } from '../open-on.js';
import type { OpenSession, SessionOptions } from '../port.js';
import { AUTOMATIC, missing, PROVIDERS } from './devices.js';
import { switchTelemetryOff } from './telemetry.js';

/** Loads a model into ONNX Runtime, and that where it is needed first: it takes a while. */
export async function openSession(model: Uint8Array, options: SessionOptions): Promise<OpenSession> {
  await switchTelemetryOff();
  return await loadSession(model, options);
}

/** The same where telemetry is known to be off. */
export async function loadSession(
  model: Uint8Array,
  { device = 'cpu', threads, spinning = false, profilePrefix, kept = [], quiet = false }: SessionOptions,
): Promise<OpenSession> {
  const { InferenceSession } = await import('onnxruntime-node');
  return await openOn(device === 'auto' ? AUTOMATIC : [device], async (one) => {
    const reason = missing(one);
    if (reason !== undefined) throw new Error(reason);
    const options: InferenceSession.SessionOptions = {
      executionProviders: [PROVIDERS[one]],
      graphOptimizationLevel: 'all',
      ...(threads !== undefined && { intraOpNumThreads: threads }),
      interOpNumThreads: 1,
      logSeverityLevel: quiet ? 4 : 3,
      ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
      ...(one === 'webgpu' && {
        preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, 'gpu-buffer' as const])),
      }),
      extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
    };
    return await InferenceSession.create(model, options);
  });
}
