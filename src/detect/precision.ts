import { platform } from '#platform';
import { InputError } from '../errors/errors.js';
import type { KernelBits, Ranges } from '../networks/quantize-kernel.js';
import type { Device, SessionOptions } from '../platform/port.js';
import { exactKernelBits } from './probe-kernel-bits.js';
import { requireHalf } from './require-half.js';

/** What can be asked for. */
export const PRECISIONS = ['auto', 'int8', 'float32', 'float16'] as const;

/**
 * In which numbers networks compute. `int8`: 8 bits, in a third of the time; `float32`: as they were trained; `auto`: 8 bits
 * where the weights state ranges for it and this machine computes with them exactly. `float16`: half precision, for graphics
 * processors that have it.
 */
export type PrecisionChoice = (typeof PRECISIONS)[number];

/** In which numbers a network computes here, and on what. */
export type Precision =
  | { readonly kind: 'float32' | 'float16'; readonly device: Device }
  | { readonly kind: 'int8'; readonly device: 'cpu'; readonly bits: KernelBits; readonly ranges: Ranges };

/**
 * Decides for one file of weights.
 *
 * @param ranges those that the file states, if it does
 * @param where what it is to run on, and in how many threads: others than the CPU compute as the networks were trained
 * @throws InputError where 8 or 16 bits are demanded and cannot be
 */
export async function choosePrecision(
  choice: PrecisionChoice = 'auto',
  file: string,
  ranges: Ranges | undefined,
  { device: asked, threads }: Pick<SessionOptions, 'device' | 'threads'> = {},
): Promise<Precision> {
  const device = await deviceFor(choice, asked);
  if (choice === 'float16') {
    await requireHalf(device);
    return { kind: 'float16', device };
  }
  if (device !== 'cpu') {
    if (choice !== 'int8') return { kind: 'float32', device };
    throw new InputError(`precision: int8 is for the CPU, and device is ${device}. Choose the precision auto, or cpu.`);
  }
  if (choice === 'float32' || (choice === 'auto' && !ranges)) return { kind: 'float32', device };
  if (!ranges) {
    throw new InputError(
      `${file}: states no ranges for 8 bits. Write them with farface calibrate, or choose the precision auto or float32.`,
    );
  }
  const bits = await exactKernelBits(threads);
  if (bits !== undefined) return { kind: 'int8', device, bits, ranges };
  if (choice === 'auto') return { kind: 'float32', device };
  throw new InputError('This machine gets sums of 8-bit products wrong. Choose the precision auto or float32.');
}

/** What results depend on: how networks with ranges compute on this machine. */
export async function precisionHere(choice: PrecisionChoice = 'auto', asked?: Device): Promise<string> {
  if (choice === 'float16') return 'float16';
  if (choice === 'float32' || (await deviceFor(choice, asked)) !== 'cpu') return 'float32';
  const bits = await exactKernelBits();
  return bits === undefined ? 'float32' : `int8 with kernels of ${bits} bits`;
}

/** Who demands 8 bits and names no device means the CPU. */
async function deviceFor(choice: PrecisionChoice, asked: Device | undefined): Promise<Device> {
  return choice === 'int8' && asked === undefined ? 'cpu' : await platform.deviceHere(asked);
}
