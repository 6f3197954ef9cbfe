import { staticShape } from './dimension.js';
import { OnnxEmitter } from './onnx.js';
import type { Target } from './target.js';
import type { Application, Tensor } from './tensor.js';

/**
 * Writes the part of a graph that the outputs need as an ONNX model.
 *
 * @param outputs the tensors to compute, by the names that they get in the model
 * @param target what will run the model
 * @returns the bytes of a .onnx file; its inputs are those of the graph's inputs that the outputs depend on
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', [3]);
 * const model = compile({ y: multiply(x, 2) }); // the bytes of an .onnx file
 */
export function compile(outputs: Readonly<Record<string, Tensor>>, target: Target = 'cpu'): Uint8Array {
  const onnx = new OnnxEmitter(target);
  const order = topologicalOrder(Object.values(outputs));
  const inputs = new Set<Tensor>();
  const constants = new Set<Tensor>();
  const reach = (tensor: Tensor) => {
    if (tensor.source) return;
    (tensor.value ? constants : inputs).add(tensor);
  };
  for (const use of order) use.inputs.forEach(reach);
  Object.values(outputs).forEach(reach);

  for (const { name, value, shape } of constants) onnx.constant(name, value!, staticShape(shape));
  for (const use of order) use.operation.emit(onnx, use);
  for (const [name, tensor] of Object.entries(outputs)) onnx.node('Identity', [tensor.name], {}, [name]);

  const describe = (tensor: Tensor, name = tensor.name) => ({
    name,
    type: tensor.type,
    shape: tensor.shape.map((length) => (typeof length === 'number' ? length : String(length))),
  });
  return onnx.encode(
    [...inputs].map((input) => describe(input)),
    Object.entries(outputs).map(([name, tensor]) => describe(tensor, name)),
  );
}

/**
 * Every application that the tensors depend on, each after those that it depends on itself.
 *
 * @example
 * const graph = new Graph();
 * const x = graph.input('x', [1, 3]);
 * topologicalOrder([relu(multiply(x, 2))]).map(({ operation }) => operation.name); // Mul, Relu
 */
export function topologicalOrder(tensors: readonly Tensor[]): Application<unknown>[] {
  const order: Application<unknown>[] = [];
  const seen = new Set<Application<unknown>>();
  // An explicit stack: graphs of a training step are deeper than the call stack allows.
  const stack = tensors.flatMap(({ source }) => (source ? [{ use: source, next: 0 }] : [])).reverse();
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    if (top.next === 0) {
      if (seen.has(top.use)) {
        stack.pop();
        continue;
      }
      seen.add(top.use);
    }
    const input = top.use.inputs[top.next];
    top.next += 1;
    if (input) {
      if (input.source && !seen.has(input.source)) stack.push({ use: input.source, next: 0 });
    } else {
      order.push(top.use);
      stack.pop();
    }
  }
  return order;
}
