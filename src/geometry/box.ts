/** An axis-aligned rectangle in pixels of the upright photo: float, origin top left, `width` and `height` ≥ 0. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Area in square pixels. */
export function area(box: Box): number {
  return box.width * box.height;
}

/** √(width · height), the size by which branches are chosen. */
export function size(box: Box): number {
  return Math.sqrt(area(box));
}

/** Area in square pixels that two boxes share; 0 where they do not meet. */
export function intersection(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

/** Intersection over union, 0 to 1; 0 where both boxes are empty. */
export function iou(a: Box, b: Box): number {
  const shared = intersection(a, b);
  const union = area(a) + area(b) - shared;
  return union > 0 ? shared / union : 0;
}

/** The smallest box around both. */
export function union(a: Box, b: Box): Box {
  const [x, y] = [Math.min(a.x, b.x), Math.min(a.y, b.y)];
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  return { x, y, width, height: Math.max(a.y + a.height, b.y + b.height) - y };
}

/** The box moved by `dx`, `dy` after its coordinates are multiplied by `factor`. */
export function transform(box: Box, factor: number, dx = 0, dy = 0): Box {
  return { x: box.x * factor + dx, y: box.y * factor + dy, width: box.width * factor, height: box.height * factor };
}

/**
 * The box in a picture scaled by `factor`, where boxes include their last pixels as WIDER FACE's do: width w spans w + 1
 * pixels. Its sides may come out below 0 where `factor` is below 1.
 */
export function rescale(box: Box, factor: number): Box {
  const { x, y, width, height } = box;
  return { x: x * factor, y: y * factor, width: rescaledSide(width, factor), height: rescaledSide(height, factor) };
}

/** A side of that box. */
export function rescaledSide(length: number, factor: number): number {
  return (length + 1) * factor - 1;
}

/** The part of the box inside a picture of `width` × `height`; its sides are 0 where nothing is. */
export function clip(box: Box, width: number, height: number): Box {
  const x = Math.min(Math.max(box.x, 0), width);
  const y = Math.min(Math.max(box.y, 0), height);
  return {
    x,
    y,
    width: Math.max(0, Math.min(box.x + box.width, width) - x),
    height: Math.max(0, Math.min(box.y + box.height, height) - y),
  };
}
