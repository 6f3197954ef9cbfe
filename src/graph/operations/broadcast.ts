import { type Dimension, type Shape, sameDimension, sameShape } from '../dimension.js';
import { ShapeError, type Tensor } from '../tensor.js';
import { reduceSum } from './reduce-sum.js';
import { reshape } from './reshape.js';

/** The shape of two tensors combined element by element: trailing axes align, a length of 1 stretches (as in NumPy). */
export function broadcastShape(operation: string, a: Tensor, b: Tensor): Shape {
  const rank = Math.max(a.shape.length, b.shape.length);
  return Array.from({ length: rank }, (_, axis): Dimension => {
    const left = a.shape[axis - rank + a.shape.length] ?? 1;
    const right = b.shape[axis - rank + b.shape.length] ?? 1;
    if (sameDimension(left, right) || right === 1) return left;
    if (left === 1) return right;
    throw new ShapeError(operation, [a, b], `equal lengths or 1 on axis ${axis}`);
  });
}

/** Undoes a broadcast: sums a gradient over the axes along which `input` was stretched. */
export function sumToShape(gradient: Tensor, input: Tensor): Tensor {
  if (sameShape(gradient.shape, input.shape)) return gradient;
  const lead = gradient.shape.length - input.shape.length;
  const axes = gradient.shape.flatMap((length, axis) =>
    axis < lead || (input.shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
  );
  return reshape(reduceSum(gradient, axes), input.shape);
}
