import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { InferenceSession } from 'onnxruntime-common';
import type { Device } from '../port.js';

type OneDevice = Exclude<Device, 'auto'>;

/** How ONNX Runtime is asked for each. */
export const PROVIDERS: Readonly<Record<OneDevice, InferenceSession.ExecutionProviderConfig>> = {
  cpu: 'cpu',
  // Its default layout, NHWC, rearranges some graphs wrongly: a Gather out of bounds.
  webgpu: { name: 'webgpu', preferredLayout: 'NCHW' },
  cuda: 'cuda',
  coreml: 'coreml',
  dml: 'dml',
};

/**
 * What `auto` tries, in this order: what is known to be a graphics processor. WebGPU is not asked for on Linux and Windows,
 * where it may be a program that imitates one, much slower than the CPU by itself.
 */
export const AUTOMATIC: readonly OneDevice[] = process.platform === 'darwin' ? ['webgpu', 'cpu'] : ['cuda', 'cpu'];

/** The device that is meant: the CPU where nothing was asked for, or where `auto` finds nothing else. */
export async function deviceHere(device: Device = 'cpu'): Promise<Device> {
  return device === 'auto' && AUTOMATIC.find((one) => missing(one) === undefined) === 'cpu' ? 'cpu' : device;
}

/** Why a device cannot be there, where that is plain before ONNX Runtime is asked, which would write of it to the terminal. */
export function missing(device: OneDevice): string | undefined {
  const only = { coreml: 'darwin', dml: 'win32' } as const;
  if (device in only && process.platform !== only[device as keyof typeof only]) {
    return device === 'coreml' ? 'Core ML is on macOS alone' : 'DirectML is on Windows alone';
  }
  if (device === 'cuda' && !existsSync(cudaLibrary())) {
    return 'its libraries are not installed: npm install onnxruntime-node --onnxruntime-node-install=cuda12 --foreground-scripts';
  }
  return undefined;
}

function cudaLibrary(): string {
  const { platform, arch } = process;
  const library = platform === 'win32' ? 'onnxruntime_providers_cuda.dll' : 'libonnxruntime_providers_cuda.so';
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  return join(dirname(main), '..', 'bin', 'napi-v6', platform, arch, library);
}
