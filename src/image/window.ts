import { type Box, intersection } from '../geometry/box.js';
import { BEYOND, type Image } from './image.js';
import { regionOf } from './region.js';
import { taps } from './taps.js';

/** Side of the square of the photo's own pixels around a tiny candidate that the generator draws. */
export const WINDOW_SIDE = 32;

/** How much larger it is drawn, and how large that is. */
export const ENLARGEMENT = 4;
export const DRAWING_SIDE = WINDOW_SIDE * ENLARGEMENT;

/** How much of a photo is kept around a candidate, in the measure of `regionOf`: what any `context` may ask for. */
export const KEPT_CONTEXT = 3;

/** Whether a candidate is so small that the region around it lies in the window. */
export function fitsWindow(box: Box, context: number): boolean {
  return regionOf(box, context).width <= WINDOW_SIDE;
}

/** The square of a photo's whole pixels that is kept around a candidate. */
export function keptSquare(box: Box): Box {
  const { x, y, width } = regionOf(box, KEPT_CONTEXT);
  const side = Math.ceil(width);
  return { x: Math.round(x), y: Math.round(y), width: side, height: side };
}

/** The window around a candidate, in whole pixels. */
export function windowOf({ x, y, width, height }: Box): Box {
  const start = (from: number, length: number) => Math.round(from + (length - WINDOW_SIDE) / 2);
  return { x: start(x, width), y: start(y, height), width: WINDOW_SIDE, height: WINDOW_SIDE };
}

/**
 * The pixels of the window around a candidate, as training has them: it keeps of a photo what `keptSquare` says, so beyond
 * that square its border goes on, as the photo's does beyond the photo.
 *
 * @param target `[32, 32, 3]` is written from its start
 */
export function cutWindow({ width, height, data }: Image, box: Box, target: Uint8Array): void {
  const kept = keptSquare(box);
  if (intersection(kept, { x: 0, y: 0, width, height }) === 0) {
    target.fill(BEYOND, 0, 3 * WINDOW_SIDE ** 2);
    return;
  }
  const window = windowOf(box);
  const columns = pixelsOf(window.x, kept.x, kept.width, width);
  const rows = pixelsOf(window.y, kept.y, kept.height, height);
  let to = 0;
  for (const row of rows) {
    for (const column of columns) {
      const from = 3 * (row * width + column);
      for (let channel = 0; channel < 3; channel++) target[to++] = data[from + channel]!;
    }
  }
}

/** Which of a line's pixels a window's are: those kept, and of these the photo's. */
function pixelsOf(start: number, keptFrom: number, kept: number, limit: number): number[] {
  return Array.from({ length: WINDOW_SIDE }, (_, i) => {
    const inKept = Math.min(Math.max(start + i, keptFrom), keptFrom + kept - 1);
    return Math.min(Math.max(inKept, 0), limit - 1);
  });
}

/** How a square region is taken out of a square picture: rows · picture · columnsᵀ, for each colour. */
export interface Sampling {
  /** `[size, side]` each, the weights of the picture's rows and columns, by the rule of `cutRegion`. */
  readonly rows: Float32Array;
  readonly columns: Float32Array;
}

/**
 * What takes a region out of a picture: bilinear where that enlarges; where it shrinks the triangle widens, as of `cutRegion`
 * down to a half.
 *
 * @param region in pixels of the picture; beyond it its border goes on
 * @param side of the picture
 * @param size of the result
 * @param flip mirrored, left for right
 */
export function sampling(region: Box, side: number, size: number, flip = false): Sampling {
  const scale = size / region.width;
  return {
    rows: matrixOf(region.y, scale, side, size, false),
    columns: matrixOf(region.x, scale, side, size, flip),
  };
}

function matrixOf(origin: number, scale: number, side: number, size: number, flip: boolean): Float32Array {
  const { first, count, weights, stride } = taps(origin, scale, size, side, flip);
  const matrix = new Float32Array(size * side);
  for (let i = 0; i < size; i++) {
    for (let tap = 0; tap < count[i]!; tap++) matrix[i * side + first[i]! + tap] = weights[i * stride + tap]!;
  }
  return matrix;
}

/** A candidate's region in the drawing of its window, in pixels of the drawing. */
export function regionInDrawing(region: Box, window: Box): Box {
  const side = region.width * ENLARGEMENT;
  return {
    x: (region.x - window.x) * ENLARGEMENT,
    y: (region.y - window.y) * ENLARGEMENT,
    width: side,
    height: side,
  };
}

/**
 * Takes a region out of planes: `[3, side, side]` to `[3, size, size]`, as networks do it with matrices.
 *
 * @param side of the planes
 */
export function samplePlanes(planes: Float32Array, side: number, { rows, columns }: Sampling): Float32Array {
  const size = rows.length / side;
  const result = new Float32Array(3 * size * size);
  const narrow = new Float32Array(side * size);
  // Most weights are 0.
  const [down, across] = [spansOf(rows, side), spansOf(columns, side)];
  for (let channel = 0; channel < 3; channel++) {
    const from = channel * side * side;
    for (let y = 0; y < side; y++) {
      for (const [x, [start, end]] of across.entries()) {
        let sum = 0;
        for (let i = start; i < end; i++) sum += columns[x * side + i]! * planes[from + y * side + i]!;
        narrow[y * size + x] = sum;
      }
    }
    for (const [y, [start, end]] of down.entries()) {
      const to = (channel * size + y) * size;
      for (let i = start; i < end; i++) {
        const weight = rows[y * side + i]!;
        for (let x = 0; x < size; x++) result[to + x]! += weight * narrow[i * size + x]!;
      }
    }
  }
  return result;
}

/** From where to where the weights of each row are not 0. */
function spansOf(matrix: Float32Array, side: number): [number, number][] {
  return Array.from({ length: matrix.length / side }, (_, row) => {
    const line = matrix.subarray(row * side, (row + 1) * side);
    return [line.findIndex((weight) => weight !== 0), line.findLastIndex((weight) => weight !== 0) + 1];
  });
}
