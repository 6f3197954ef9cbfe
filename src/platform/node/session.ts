import type { InferenceSession } from 'onnxruntime-common';
import { InputError, messageOf } from '../../errors/errors.js';
import type { Device, SessionOptions } from '../port.js';
import { switchTelemetryOff } from './telemetry.js';

/** Loads a model into ONNX Runtime, and that where it is needed first: it takes a while. */
export async function openSession(model: Uint8Array, options: SessionOptions): Promise<InferenceSession> {
  const { device = 'cpu' } = options;
  if (device === 'cpu') return await open(model, 'cpu', options);
  const tried: string[] = [];
  for (const candidate of device === 'auto' ? await devicesInReach() : [device]) {
    try {
      return await open(model, candidate, options);
    } catch (error) {
      tried.push(`${candidate}: ${messageOf(error)}`);
    }
  }
  if (device === 'auto') return await open(model, 'cpu', options);
  throw new InputError(
    `device ${device}: cannot be had on this machine (${tried.join('; ')}). Take cpu, or auto, which falls back to it.`,
  );
}

/** One device by its own name: never `auto`. */
type OneDevice = Exclude<Device, 'auto'>;

/** The GPUs of `auto`, in order: makers' own libraries are faster than WebGPU where they are there. */
async function devicesInReach(): Promise<OneDevice[]> {
  await switchTelemetryOff();
  const { listSupportedBackends } = await import('onnxruntime-node');
  const names = new Set(listSupportedBackends().map(({ name }) => name));
  return (['cuda', 'coreml', 'dml', 'webgpu'] as const).filter((device) => names.has(device));
}

async function open(
  model: Uint8Array,
  device: OneDevice,
  { threads, spinning = false, profilePrefix, kept = [] }: SessionOptions,
): Promise<InferenceSession> {
  await switchTelemetryOff();
  const { InferenceSession } = await import('onnxruntime-node');
  return await InferenceSession.create(model, {
    // With its default layout WebGPU's provider rearranges graphs of a training step wrongly.
    executionProviders: [device === 'webgpu' ? { name: 'webgpu', preferredLayout: 'NCHW' } : device],
    graphOptimizationLevel: 'all',
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    ...(profilePrefix !== undefined && { enableProfiling: true, profileFilePrefix: profilePrefix }),
    ...(device === 'webgpu' && {
      preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, 'gpu-buffer'])),
    }),
    extra: { session: { intra_op: { allow_spinning: spinning ? '1' : '0' } } },
  });
}
