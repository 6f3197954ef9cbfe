import sharp, { type Sharp } from 'sharp';
import { createRandom } from '../../src/random/random.js';

/** Size of the upright scene, and where in it the face is. */
export const WIDTH = 96;
export const HEIGHT = 64;
export const FACE = { x: 56, y: 16, width: 16, height: 16 };

/** Cells of a mark, in a row and in a column: black or white, so that no codec or palette makes them unreadable. */
const CELLS = 8;

/** A square that nothing but itself looks like: `CELLS`² values of -1 and 1. */
export type Mark = readonly number[];

export const FACE_MARK = mark(1);
export const SECRET_MARK = mark(2);

function mark(seed: number): Mark {
  const random = createRandom(7, seed);
  return Array.from({ length: CELLS * CELLS }, () => (random() < 0.5 ? -1 : 1));
}

/** The upright scene of RGB samples: a slope, and the face. `frame` moves the slope alone. */
export function scene(frame = 0): Sharp {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++)
      data.fill(96 + ((x + y + 8 * frame) >> 2), (y * WIDTH + x) * 3, (y * WIDTH + x + 1) * 3);
  }
  draw(data, WIDTH, FACE_MARK, FACE.x, FACE.y, FACE.width / CELLS);
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

/** A small picture of the secret mark, as a thumbnail has it. */
export async function secretPicture(): Promise<Buffer> {
  const side = CELLS * 4;
  const data = Buffer.alloc(side * side * 3);
  draw(data, side, SECRET_MARK, 0, 0, 4);
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .jpeg({ quality: 60 })
    .toBuffer();
}

function draw(data: Buffer, stride: number, cells: Mark, left: number, top: number, cell: number): void {
  for (let y = 0; y < CELLS * cell; y++) {
    for (let x = 0; x < CELLS * cell; x++) {
      const value = cells[Math.floor(y / cell) * CELLS + Math.floor(x / cell)]! > 0 ? 255 : 0;
      const at = ((top + y) * stride + left + x) * 3;
      data.fill(value, at, at + 3);
    }
  }
}

/** Correlation above which a mark is seen: noise of 64 cells stays below .6. */
const SEEN = 0.75;

/** Whether the mark, with cells of `cell` pixels and turned or mirrored in any way, is anywhere in the grey samples. */
export function isSeen(mark: Mark, cell: number, grey: Uint8Array, width: number, height: number): boolean {
  const turned = symmetries(mark);
  const [values, offsets] = [new Float64Array(CELLS * CELLS), new Int32Array(CELLS * CELLS)];
  for (let index = 0; index < offsets.length; index++) {
    const [row, column] = [Math.floor(index / CELLS), index % CELLS];
    offsets[index] = (row * cell + (cell >> 1)) * width + column * cell + (cell >> 1);
  }
  for (let y = 0; y + CELLS * cell <= height; y++) {
    for (let x = 0; x + CELLS * cell <= width; x++) {
      let [sum, squares] = [0, 0];
      for (let index = 0; index < offsets.length; index++) {
        const value = grey[y * width + x + offsets[index]!]!;
        values[index] = value;
        sum += value;
        squares += value * value;
      }
      const mean = sum / offsets.length;
      const spread = Math.sqrt(Math.max(0, squares / offsets.length - mean * mean));
      // Less than a tenth of black to white is nothing that an eye could read.
      if (spread > 12 && turned.some((cells) => Math.abs(correlation(values, cells, mean, spread)) > SEEN)) return true;
    }
  }
  return false;
}

function correlation(values: Float64Array, cells: Mark, mean: number, spread: number): number {
  let [product, total, squares] = [0, 0, 0];
  for (let index = 0; index < values.length; index++) {
    product += (values[index]! - mean) * cells[index]!;
    total += cells[index]!;
    squares += cells[index]! * cells[index]!;
  }
  const average = total / values.length;
  return product / values.length / (spread * Math.sqrt(squares / values.length - average * average));
}

/** The mark in its eight symmetries. */
function symmetries(mark: Mark): Mark[] {
  const turn = (cells: Mark): Mark =>
    cells.map((_, index) => cells[(CELLS - 1 - (index % CELLS)) * CELLS + Math.floor(index / CELLS)]!);
  const mirror = (cells: Mark): Mark =>
    cells.map((_, index) => cells[Math.floor(index / CELLS) * CELLS + CELLS - 1 - (index % CELLS)]!);
  const turns = [mark];
  for (let quarter = 1; quarter < 4; quarter++) turns.push(turn(turns.at(-1)!));
  return [...turns, ...turns.map(mirror)];
}
