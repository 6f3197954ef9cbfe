import type { InferenceSession } from 'onnxruntime-common';
import type { SessionOptions } from '../port.js';
import { switchTelemetryOff } from './telemetry.js';

/** Loads a model into ONNX Runtime, and that where it is needed first: it takes a while. */
export async function openSession(
  model: Uint8Array,
  { threads, spinning = false, profilePrefix }: SessionOptions,
): Promise<InferenceSession> {
  await switchTelemetryOff();
  const { InferenceSession } = await import('onnxruntime-node');
  return await InferenceSession.create(model, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
  });
}
