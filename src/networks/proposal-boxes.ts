import type { Box } from '../geometry/box.js';
import { add, exponential, maximum, minimum, multiply, slice, type Tensor } from '../graph/index.js';

/** A face as large as this many strides is what the branch's raw numbers mean by 0. */
const BASE_SIZE = 4;

/** Bound of the raw sizes: faces of 4 · stride · e^±3. Keeps an untrained network's boxes finite. */
const LARGEST_RAW_SIZE = 6;

/**
 * The box that a cell predicts: its centre is `d / 2` strides from the cell's centre, its sides are
 * 4 · stride · e^(d / 2).
 *
 * @param column, row the cell, from 0
 * @param dx, dy, dwidth, dheight raw, as the network gives them
 * @returns pixels of the network's input
 */
export function decodeBox(
  stride: number,
  column: number,
  row: number,
  dx: number,
  dy: number,
  dwidth: number,
  dheight: number,
): Box {
  const width = decodeSide(stride, dwidth);
  const height = decodeSide(stride, dheight);
  return { x: decodeStart(stride, column, dx, width), y: decodeStart(stride, row, dy, height), width, height };
}

/** A side of that box, in pixels. */
export function decodeSide(stride: number, raw: number): number {
  return BASE_SIZE * stride * Math.exp(clamp(raw) / 2);
}

/** Where that box begins along the axis on which its cell is the one of number `cell`, and it is `side` long. */
export function decodeStart(stride: number, cell: number, raw: number, side: number): number {
  return (cell + 0.5 + raw / 2) * stride - side / 2;
}

function clamp(raw: number): number {
  return Math.min(Math.max(raw, -LARGEST_RAW_SIZE), LARGEST_RAW_SIZE);
}

/** Boxes of a graph as centres and sides in pixels, each [batch, cells]. */
export interface BoxTensors {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly width: Tensor;
  readonly height: Tensor;
}

/** `decodeBox` of every cell: raw numbers [batch, 4, cells], and each cell's centre and stride, [cells]. */
export function decodeBoxes(raw: Tensor, cells: Cells): BoxTensors {
  const constant = (values: Float32Array) => raw.graph.constant(values, [1, 1, values.length]);
  const strides = constant(cells.strides);
  const part = (index: number) => slice(raw, 1, index, index + 1);
  const centre = (index: number, origin: Float32Array) =>
    add(constant(origin), multiply(multiply(part(index), 0.5), strides));
  const side = (index: number) => {
    const bounded = minimum(maximum(part(index), -LARGEST_RAW_SIZE), LARGEST_RAW_SIZE);
    return multiply(exponential(multiply(bounded, 0.5)), multiply(strides, BASE_SIZE));
  };
  return { x: centre(0, cells.x), y: centre(1, cells.y), width: side(2), height: side(3) };
}

/** The cells of all branches over a square of pixels, branch by branch, row by row. */
export interface Cells {
  readonly count: number;
  /** Centres in pixels, and strides. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly strides: Float32Array;
  readonly branches: readonly { readonly stride: number; readonly columns: number; readonly firstCell: number }[];
}

/** Lists the cells that the branches of the given strides have over `side` × `side` pixels. */
export function listCells(side: number, strides: readonly number[]): Cells {
  let count = 0;
  const branches = strides.map((stride) => {
    const branch = { stride, columns: side / stride, firstCell: count };
    count += branch.columns ** 2;
    return branch;
  });
  const cells = {
    count,
    x: new Float32Array(count),
    y: new Float32Array(count),
    strides: new Float32Array(count),
    branches,
  };
  for (const { stride, columns, firstCell } of branches) {
    for (let index = 0; index < columns ** 2; index += 1) {
      cells.x[firstCell + index] = ((index % columns) + 0.5) * stride;
      cells.y[firstCell + index] = (Math.floor(index / columns) + 0.5) * stride;
      cells.strides[firstCell + index] = stride;
    }
  }
  return cells;
}
