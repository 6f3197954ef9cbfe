import { compile, Graph } from '../graph/index.js';
import { type RuntimeTensor, Session } from '../runtime/session.js';

const COPY = 'copy.';

/**
 * Brings tensors from a device's memory into that of the CPU. ONNX Runtime for Node cannot read them where they are, but a
 * model that does nothing can hand them out.
 *
 * @param tensors float32, by name
 * @returns the same by the same names, each readable through `data`
 */
export async function copyFromDevice(
  tensors: Readonly<Record<string, RuntimeTensor>>,
): Promise<Record<string, RuntimeTensor>> {
  const graph = new Graph();
  const copies = Object.entries(tensors).map(([name, { dims }]) => [`${COPY}${name}`, graph.input(name, [...dims])]);
  const session = await Session.create(compile(Object.fromEntries(copies)), { device: 'webgpu' });
  try {
    const outputs = await session.run(tensors);
    return Object.fromEntries(Object.keys(tensors).map((name) => [name, outputs[`${COPY}${name}`]!]));
  } finally {
    await session.dispose();
  }
}
