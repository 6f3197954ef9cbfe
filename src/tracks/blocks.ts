import type { Shift } from './shift.js';
import type { Thumbnail } from './thumbnail.js';

/** Where the middle of a block was and is, in pixels of the thumbnail. */
export interface Moved {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
}

const SIDE = 20;
/** Pixels around the common shift in which a block is looked for. */
const REACH = 4;
/** Mean curvature of the error about its least: less has no structure to follow. */
const STRUCTURE = 1;

/** Looks for the blocks of one picture in the next, near where the shift of all of it brings them. */
export function followBlocks(before: Thumbnail, after: Thumbnail, shift: Shift): Moved[] {
  const [columns, rows] = [Math.floor(before.width / SIDE), Math.floor(before.height / SIDE)];
  const moved: Moved[] = [];
  for (let row = 0; row < rows; row++) {
    // Every other one, as on a chessboard, is enough.
    for (let column = row % 2; column < columns; column += 2) {
      const one = followBlock(before, after, shift, column * SIDE, row * SIDE);
      if (one !== undefined) moved.push(one);
    }
  }
  return moved;
}

function followBlock(before: Thumbnail, after: Thumbnail, shift: Shift, left: number, top: number): Moved | undefined {
  const width = 2 * REACH + 1;
  const errors = new Float64Array(width * width).fill(Number.POSITIVE_INFINITY);
  let best = -1;
  for (let at = 0; at < errors.length; at++) {
    const x = left + shift.x + (at % width) - REACH;
    const y = top + shift.y + Math.floor(at / width) - REACH;
    if (x < 0 || y < 0 || x + SIDE > after.width || y + SIDE > after.height) continue;
    errors[at] = errorOf(before, after, left, top, x, y);
    if (best < 0 || errors[at]! < errors[best]!) best = at;
  }
  const [column, row] = [best % width, Math.floor(best / width)];
  // At the edge of what was searched the least is not known to be one.
  if (best < 0 || column === 0 || row === 0 || column === width - 1 || row === width - 1) return undefined;
  const across = least(errors[best - 1]!, errors[best]!, errors[best + 1]!);
  const down = least(errors[best - width]!, errors[best]!, errors[best + width]!);
  if (across === undefined || down === undefined) return undefined;
  const [x, y] = [left + SIDE / 2, top + SIDE / 2];
  return { x, y, toX: x + shift.x + column - REACH + across, toY: y + shift.y + row - REACH + down };
}

/** Mean square of the difference, whatever the difference of brightness. */
function errorOf(before: Thumbnail, after: Thumbnail, left: number, top: number, x: number, y: number): number {
  let [sum, squares] = [0, 0];
  for (let line = 0; line < SIDE; line++) {
    let from = (top + line) * before.width + left;
    let to = (y + line) * after.width + x;
    for (let step = 0; step < SIDE; step++, from++, to++) {
      const difference = before.data[from]! - after.data[to]!;
      sum += difference;
      squares += difference * difference;
    }
  }
  const count = SIDE * SIDE;
  return squares / count - (sum / count) ** 2;
}

/** Where a parabola through three neighbours is least; undefined where it hardly bends. */
function least(before: number, at: number, after: number): number | undefined {
  const bend = before - 2 * at + after;
  if (!(bend > STRUCTURE) || !Number.isFinite(bend)) return undefined;
  return (before - after) / (2 * bend);
}
