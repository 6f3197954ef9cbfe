import { topologicalOrder } from './compile.js';
import { formatShape, sameShape } from './dimension.js';
import { add } from './operations/add.js';
import type { Tensor } from './tensor.js';

/**
 * Reverse-mode differentiation: extends the graph by the gradients of `loss` to each of `targets`.
 *
 * @param loss a scalar, shape []
 * @returns one tensor a target, of the target's shape
 * @throws RangeError where the loss is no scalar or does not depend on a target
 * @example
 * const graph = new Graph();
 * const w = graph.input('w', [3]);
 * const loss = reduceSum(multiply(w, w));
 * const [gradient] = differentiate(loss, [w]); // [3]: 2 · w
 */
export function differentiate(loss: Tensor, targets: readonly Tensor[]): Tensor[] {
  if (loss.shape.length !== 0) throw new RangeError(`the loss must be a scalar, not ${loss}`);
  const order = topologicalOrder([loss]);

  // Only what lies between the targets and the loss gets a gradient: none is computed for photos or labels.
  const active = new Set<Tensor>(targets);
  for (const use of order) {
    if (use.inputs.some((input) => active.has(input))) for (const output of use.outputs) active.add(output);
  }

  const gradients = new Map<Tensor, Tensor>([[loss, loss.graph.constant(1)]]);
  for (const use of order.reverse()) {
    const outputs = use.outputs.map((output) => gradients.get(output));
    if (!use.operation.gradients || !outputs.some(Boolean) || !use.inputs.some((input) => active.has(input))) continue;
    use.operation.gradients(use, outputs).forEach((gradient, position) => {
      const input = use.inputs[position]!;
      if (!gradient || !active.has(input)) return;
      if (!sameShape(gradient.shape, input.shape)) {
        throw new RangeError(
          `the gradient of ${use.operation.name} to ${input} has the shape ${formatShape(gradient.shape)}`,
        );
      }
      const sum = gradients.get(input);
      gradients.set(input, sum ? add(sum, gradient) : gradient);
    });
  }
  return targets.map((target) => {
    const gradient = gradients.get(target);
    if (!gradient) throw new RangeError(`the loss does not depend on ${target}`);
    return gradient;
  });
}
