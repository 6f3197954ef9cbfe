import { type Box, size } from '../geometry/box.js';
import type { Cells } from './proposal-boxes.js';

/** A face of a training crop, in pixels of the crop. */
export interface AssignableFace {
  readonly box: Box;
  /** Neither to be found nor to be called background: invalid, cut off or too small. */
  readonly ignore: boolean;
  /** The probability, 0 to 1, that it is a face; 1 by default. */
  readonly confidence?: number;
}

/** The sizes √(width · height), in pixels, that each branch is trained for. They overlap, so that no size falls between. */
const SIZE_RANGES: Readonly<Record<number, readonly [from: number, to: number]>> = {
  4: [0, 20],
  8: [14, 44],
  16: [36, 110],
  32: [90, Number.POSITIVE_INFINITY],
};

/**
 * Sizes that are outside a branch's range by no more than this factor are ignored by it: neither to be found nor to be
 * called background. Beyond it the face is background to the branch, so that it does not see small faces in large ones.
 */
const RANGE_MARGIN = 1.4;

/** How near to a face's centre a cell must be, on both axes: so many strides or so large a share of the side. */
const POSITIVE = { strides: 0.55, share: 0.2 } as const;
/** Cells beyond the positive ones up to here are ignored; those farther away are background. */
const IGNORED = { strides: 0.8, share: 0.3 } as const;
/** Faces that are ignored altogether, to their edge. */
const WHOLE = { strides: 0.8, share: 0.5 } as const;

/** Rows of an assignment: [ROWS, cells]. */
export const ASSIGNMENT = { positive: 0, counted: 1, x: 2, y: 3, width: 4, height: 5 } as const;
export const ASSIGNMENT_ROWS = 6;

/**
 * Decides what every cell of one crop should say.
 *
 * @returns [6, cells]: for positives their face's confidence, 0 elsewhere; 1 for cells whose score is trained; the face's centre and sides in pixels (for
 * cells without a face: a box on the cell itself). Where cells lie near several faces, the smaller face wins.
 */
export function assign(
  cells: Cells,
  faces: readonly AssignableFace[],
  rows = new Float32Array(ASSIGNMENT_ROWS * cells.count),
): Float32Array {
  const row = (index: number) => rows.subarray(index * cells.count, (index + 1) * cells.count);
  const [positive, counted, x, y, width, height] = Object.values(ASSIGNMENT).map(row) as Rows;
  positive.fill(0);
  counted.fill(1);
  x.set(cells.x);
  y.set(cells.y);
  width.set(cells.strides);
  height.set(cells.strides);

  for (const { box, ignore } of faces) {
    for (const branch of cells.branches) {
      const [from, to] = SIZE_RANGES[branch.stride]!;
      const isNearRange = size(box) >= from / RANGE_MARGIN && size(box) < to * RANGE_MARGIN;
      if (!ignore && !isNearRange) continue;
      for (const cell of cellsNear(branch, box, ignore ? WHOLE : IGNORED)) counted[cell] = 0;
    }
  }
  const largestFirst = faces.filter(({ ignore }) => !ignore).sort((a, b) => size(b.box) - size(a.box));
  for (const { box, confidence = 1 } of largestFirst) {
    for (const branch of cells.branches) {
      const [from, to] = SIZE_RANGES[branch.stride]!;
      if (size(box) < from || size(box) >= to) continue;
      for (const cell of cellsNear(branch, box, POSITIVE)) {
        positive[cell] = confidence;
        counted[cell] = 1;
        x[cell] = box.x + box.width / 2;
        y[cell] = box.y + box.height / 2;
        width[cell] = box.width;
        height[cell] = box.height;
      }
    }
  }
  return rows;
}

/** The cells of a branch whose centres lie within reach of a box's centre on both axes. */
function* cellsNear(
  { stride, columns, firstCell }: Cells['branches'][number],
  box: Box,
  { strides, share }: { readonly strides: number; readonly share: number },
): Generator<number> {
  // Centres are at (index + ½) · stride.
  const range = (centre: number, side: number) => {
    const reach = Math.max(strides * stride, share * side);
    return [
      Math.max(0, Math.ceil((centre - reach) / stride - 0.5)),
      Math.min(columns - 1, Math.floor((centre + reach) / stride - 0.5)),
    ] as const;
  };
  const [left, right] = range(box.x + box.width / 2, box.width);
  const [top, bottom] = range(box.y + box.height / 2, box.height);
  for (let row = top; row <= bottom; row += 1) {
    for (let column = left; column <= right; column += 1) yield firstCell + row * columns + column;
  }
}

type Rows = [Float32Array, Float32Array, Float32Array, Float32Array, Float32Array, Float32Array];
