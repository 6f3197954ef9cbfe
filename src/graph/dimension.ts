/**
 * A length that is known only when the graph runs, as a multiple of a named one: `height / 4`. Networks that accept
 * any photo use it for height and width; the input's length must make every multiple whole.
 */
export class SymbolicDimension {
  constructor(
    readonly symbol: string,
    readonly scale = 1,
  ) {}

  times(factor: number): SymbolicDimension {
    return new SymbolicDimension(this.symbol, this.scale * factor);
  }

  toString(): string {
    if (this.scale === 1) return this.symbol;
    return this.scale < 1 ? `${this.symbol}/${1 / this.scale}` : `${this.symbol}*${this.scale}`;
  }
}

export type Dimension = number | SymbolicDimension;
export type Shape = readonly Dimension[];

/** Whether two lengths are known to be the same. */
export function sameDimension(a: Dimension, b: Dimension): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a.symbol === b.symbol && a.scale === b.scale;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((dimension, axis) => sameDimension(dimension, b[axis]!));
}

export function scaleDimension(dimension: Dimension, factor: number): Dimension {
  return typeof dimension === 'number' ? dimension * factor : dimension.times(factor);
}

/**
 * A shape as errors print it.
 *
 * @example
 * formatShape([new SymbolicDimension('batch'), 3]); // '[batch, 3]'
 */
export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/**
 * The shape as plain numbers. Throws where a length is symbolic.
 *
 * @example
 * const [rows, columns] = staticShape(new Graph().input('x', [2, 3]).shape); // numbers
 */
export function staticShape(shape: Shape): readonly number[] {
  return shape.map((dimension) => {
    if (typeof dimension !== 'number')
      throw new RangeError(`${formatShape(shape)} must be known when the graph is built`);
    return dimension;
  });
}

/**
 * The number of elements. Throws where a length is symbolic.
 *
 * @example
 * elementCount([2, 3, 4]); // 24
 */
export function elementCount(shape: Shape): number {
  return staticShape(shape).reduce((product, length) => product * length, 1);
}
