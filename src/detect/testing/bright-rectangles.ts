import type { Box } from '../../geometry/box.js';
import type { Image } from '../../image/image.js';
import type { FloatMap } from '../proposals.js';
import type { Proposer } from '../proposer.js';

const STRIDES = [4, 8, 16, 32] as const;

/** A black picture with white rectangles (whole pixels). */
export function paintRectangles(width: number, height: number, boxes: readonly Box[]): Image {
  const data = new Uint8Array(width * height * 3);
  for (const box of boxes) {
    for (let y = box.y; y < box.y + box.height; y++) {
      data.fill(255, (y * width + box.x) * 3, (y * width + box.x + box.width) * 3);
    }
  }
  return { width, height, data };
}

/**
 * A network whose faces are white rectangles: it reports each one that it sees, as much of it as it sees, in the way
 * that the proposal network does. What tiling, scaling and merging do to faces shows exactly.
 */
export class BrightRectangles implements Proposer {
  /** Size of every input so far. */
  readonly inputs: [width: number, height: number][] = [];
  disposed = false;

  async propose(pixels: Uint8Array, width: number, height: number): Promise<FloatMap[]> {
    this.inputs.push([width, height]);
    const maps = STRIDES.map((stride) => {
      const [rows, columns] = [height / stride, width / stride];
      const cells = rows * columns;
      return { stride, rows, columns, scores: new Float32Array(cells), boxes: new Float32Array(4 * cells) };
    });
    for (const box of rectangles(pixels, width, height)) encode(box, maps);
    return maps;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

/** Bounding boxes of the white rectangles, found by their top left corners. */
function* rectangles(pixels: Uint8Array, width: number, height: number): Generator<Box> {
  const white = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && pixels[(y * width + x) * 3]! > 160;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!white(x, y) || white(x - 1, y) || white(x, y - 1)) continue;
      let right = x;
      let bottom = y;
      while (white(right, y)) right++;
      while (white(x, bottom)) bottom++;
      yield { x, y, width: right - x, height: bottom - y };
    }
  }
}

/** Writes the face into the cell that its centre is in, at the stride for its size; neighbours are a little less sure. */
function encode({ x, y, width, height }: Box, maps: FloatMap[]): void {
  const size = Math.sqrt(width * height);
  const { stride, rows, columns, scores, boxes } = maps[size < 16 ? 0 : size < 40 ? 1 : size < 100 ? 2 : 3]!;
  const centreX = (x + width / 2) / stride;
  const centreY = (y + height / 2) / stride;
  for (const [right, down] of [
    [0, 0],
    [1, 0],
    [0, 1],
  ] as const) {
    const column = Math.floor(centreX) + right;
    const row = Math.floor(centreY) + down;
    if (column >= columns || row >= rows) continue;
    const cell = row * columns + column;
    const values = [
      2 * (centreX - column - 0.5),
      2 * (centreY - row - 0.5),
      2 * Math.log(width / (4 * stride)),
      2 * Math.log(height / (4 * stride)),
    ];
    scores[cell] = right + down === 0 ? 0.9 : 0.8;
    for (const [channel, value] of values.entries()) boxes[channel * rows * columns + cell] = value;
  }
}
