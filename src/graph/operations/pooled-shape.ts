import { type Shape, scaleDimension } from '../dimension.js';
import { ShapeError, type Tensor } from '../tensor.js';

/** The shape after pooling over blocks that do not overlap; each side must be a multiple of the block's. */
export function pooledShape(operation: string, x: Tensor, kernel: number): Shape {
  const [batch, channels, height, width] = x.shape;
  const whole = [height, width].every((length) => typeof length !== 'number' || length % kernel === 0);
  if (x.shape.length !== 4 || !whole) {
    throw new ShapeError(operation, [x], `[batch, channels, height, width] with sides that are multiples of ${kernel}`);
  }
  return [batch!, channels!, scaleDimension(height!, 1 / kernel), scaleDimension(width!, 1 / kernel)];
}
