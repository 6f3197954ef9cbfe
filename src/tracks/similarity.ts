/**
 * A move of the plane that keeps shapes: turned, scaled and shifted. (px, py) goes to
 * (a · px − b · py + x, b · px + a · py + y).
 */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/** Leaves everything where it is. */
export const STILL: Similarity = { a: 1, b: 0, x: 0, y: 0 };

/** Where a point goes. */
export function move({ a, b, x, y }: Similarity, px: number, py: number): [x: number, y: number] {
  return [a * px - b * py + x, b * px + a * py + y];
}

/** First `first`, then `second`. */
export function compose(first: Similarity, second: Similarity): Similarity {
  const [x, y] = move(second, first.x, first.y);
  return { a: second.a * first.a - second.b * first.b, b: second.b * first.a + second.a * first.b, x, y };
}

/** The way back. */
export function invert({ a, b, x, y }: Similarity): Similarity {
  const square = a * a + b * b;
  const [ia, ib] = [a / square, -b / square];
  return { a: ia, b: ib, x: -(ia * x - ib * y), y: -(ib * x + ia * y) };
}

/** By how much lengths grow. */
export function scaleOf({ a, b }: Similarity): number {
  return Math.hypot(a, b);
}
