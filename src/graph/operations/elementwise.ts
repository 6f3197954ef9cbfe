import { apply, type Operation, type Tensor } from '../tensor.js';
import { broadcastShape } from './broadcast.js';

/** An operation on one tensor, element by element, that ONNX has as one node. */
export function unaryOperation(
  name: string,
  gradient?: (x: Tensor, y: Tensor, dy: Tensor) => Tensor,
): (x: Tensor) => Tensor {
  const operation: Operation = {
    name,
    shapes: ([x]) => [x!.shape],
    emit: (onnx, { inputs: [x], outputs: [y] }) => onnx.node(name, [x!.name], {}, [y!.name]),
    ...(gradient && {
      gradients: ({ inputs: [x], outputs: [y] }, [dy]) => [gradient(x!, y!, dy!)],
    }),
  };
  return (x) => apply(operation, [x], {});
}

/** An operation on two tensors, element by element with broadcasting, that ONNX has as one node. */
export function binaryOperation(
  name: string,
  gradients: (a: Tensor, b: Tensor, y: Tensor, dy: Tensor) => readonly [Tensor, Tensor],
): (a: Tensor, b: Tensor | number) => Tensor {
  const operation: Operation = {
    name,
    shapes: ([a, b]) => [broadcastShape(name, a!, b!)],
    emit: (onnx, { inputs: [a, b], outputs: [y] }) => onnx.node(name, [a!.name, b!.name], {}, [y!.name]),
    gradients: ({ inputs: [a, b], outputs: [y] }, [dy]) => gradients(a!, b!, y!, dy!),
  };
  return (a, b) => apply(operation, [a, typeof b === 'number' ? a.graph.constant(b) : b], {});
}
