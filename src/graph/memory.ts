import { topologicalOrder } from './compile.js';
import { staticShape } from './dimension.js';
import type { ElementType, Tensor } from './tensor.js';

const BYTES: Record<ElementType, number> = { float32: 4, float16: 2, uint8: 1, int8: 1, int32: 4, int64: 8 };

/**
 * About how many bytes a graph takes while it runs: its inputs, and the most that is alive at one time of what it computes. What
 * an operation needs within itself is not counted, nor what its runtime saves by writing over what is no longer needed.
 *
 * @throws RangeError where a length is symbolic
 * @example
 * const x = new Graph().input('x', [1024]);
 * peakBytes({ y: multiply(x, x) }); // 8192
 */
export function peakBytes(outputs: Readonly<Record<string, Tensor>>): number {
  const order = topologicalOrder(Object.values(outputs));
  const lastUse = new Map<Tensor, number>();
  for (const [index, { inputs }] of order.entries()) for (const input of inputs) lastUse.set(input, index);
  for (const output of Object.values(outputs)) lastUse.set(output, order.length);

  // What no operation computes is there from the start to the end.
  const given = new Set([...lastUse.keys()].filter(({ source }) => !source));
  let alive = [...given].reduce((sum, tensor) => sum + bytesOf(tensor), 0);
  let most = alive;
  for (const [index, { inputs, outputs: made }] of order.entries()) {
    for (const tensor of made) alive += bytesOf(tensor);
    most = Math.max(most, alive);
    for (const tensor of new Set([...inputs, ...made])) {
      if (!given.has(tensor) && (lastUse.get(tensor) ?? index) === index) alive -= bytesOf(tensor);
    }
  }
  return most;
}

function bytesOf({ shape, type }: Tensor): number {
  return staticShape(shape).reduce((product, length) => product * length, BYTES[type]);
}
