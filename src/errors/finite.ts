import { InputError } from './errors.js';

/** Whether all of the numbers are: neither NaN nor infinite. */
export function allFinite(values: Float32Array): boolean {
  // 0 times anything else is NaN; the fastest way through millions of them.
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index]! * 0;
  return sum === 0;
}

/** What is thrown where a network's output is not: nobody knows then what the photo shows. */
export function notFinite(network: string): InputError {
  return new InputError(
    `${network} gives numbers that are none (NaN or infinite), so nothing is known of the photo. Its weights are damaged, or the device computes wrongly: try other weights, or the CPU.`,
  );
}
