import { BEYOND_END, kernels, room } from '../image/kernels.js';
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
  const places = kept(before, after);
  for (let row = 0; row < rows; row++) {
    // Every other one, as on a chessboard, is enough.
    for (let column = row % 2; column < columns; column += 2) {
      const one = followBlock(places, shift, column * SIDE, row * SIDE);
      if (one !== undefined) moved.push(one);
    }
  }
  return moved;
}

/** Both pictures in the kernels' memory: where each begins, and how large they are. */
interface Kept extends Pick<Thumbnail, 'width' | 'height'> {
  readonly before: number;
  readonly after: number;
}

function kept(before: Thumbnail, after: Thumbnail): Kept {
  const { width, height } = before;
  const bytes = 4 * width * height;
  const memory = new Float32Array(room(2 * bytes + BEYOND_END).buffer);
  memory.set(before.data);
  memory.set(after.data, width * height);
  return { before: 0, after: bytes, width, height };
}

function followBlock(
  { before, after, width: across, height: down }: Kept,
  shift: Shift,
  left: number,
  top: number,
): Moved | undefined {
  const { varianceApart } = kernels();
  const from = before + 4 * (top * across + left);
  const width = 2 * REACH + 1;
  const errors = new Float64Array(width * width).fill(Number.POSITIVE_INFINITY);
  let best = -1;
  for (let at = 0; at < errors.length; at++) {
    const x = left + shift.x + (at % width) - REACH;
    const y = top + shift.y + Math.floor(at / width) - REACH;
    if (x < 0 || y < 0 || x + SIDE > across || y + SIDE > down) continue;
    // The mean square of the difference, whatever the difference of brightness.
    errors[at] = varianceApart(from, across, after + 4 * (y * across + x), across, SIDE);
    if (best < 0 || errors[at]! < errors[best]!) best = at;
  }
  const [column, row] = [best % width, Math.floor(best / width)];
  // At the edge of what was searched the least is not known to be one.
  if (best < 0 || column === 0 || row === 0 || column === width - 1 || row === width - 1) return undefined;
  const right = least(errors[best - 1]!, errors[best]!, errors[best + 1]!);
  const below = least(errors[best - width]!, errors[best]!, errors[best + width]!);
  if (right === undefined || below === undefined) return undefined;
  const [x, y] = [left + SIDE / 2, top + SIDE / 2];
  return { x, y, toX: x + shift.x + column - REACH + right, toY: y + shift.y + row - REACH + below };
}

/** Where a parabola through three neighbours is least; undefined where it hardly bends. */
function least(before: number, at: number, after: number): number | undefined {
  const bend = before - 2 * at + after;
  if (!(bend > STRUCTURE) || !Number.isFinite(bend)) return undefined;
  return (before - after) / (2 * bend);
}
