import { type Box, iou } from './box.js';
import type { Face } from './face.js';

/**
 * Greedy non-maximum suppression: faces in the order of their scores, each dropped if its IoU with one that was kept
 * is above the threshold. Equal scores keep their order.
 *
 * IoU is at most the ratio of the widths, and of the heights. So a face is compared only with kept ones of a similar
 * size that lie nearby, which a grid for each octave of sizes finds: about linear in the number of faces, where
 * comparing all pairs is quadratic.
 *
 * @param iouThreshold 0 to 1: at 0 no two overlapping boxes remain, at 1 all boxes do.
 * @returns the faces that remain, best first.
 */
export function suppress(faces: readonly Face[], iouThreshold: number): Face[] {
  const octaves = Math.ceil(-Math.log2(iouThreshold));
  const grids = new Map<number, Grid>();
  const kept: Face[] = [];
  for (const face of [...faces].sort((a, b) => b.score - a.score)) {
    const octave = octaveOf(face.box);
    const near = (other: Box) => iou(face.box, other) > iouThreshold;
    const similar = [...grids].filter(([other]) => Math.abs(other - octave) <= octaves);
    if (similar.some(([, grid]) => grid.someAround(face.box, near))) continue;
    kept.push(face);
    if (!grids.has(octave)) grids.set(octave, new Grid(2 ** octave));
    grids.get(octave)!.add(face.box);
  }
  return kept;
}

/** The box fits into a square of 2^octave pixels; sizes below a pixel count as one. */
function octaveOf(box: Box): number {
  return Math.ceil(Math.log2(Math.max(box.width, box.height, 1)));
}

/** Boxes of at most `side` × `side`, found again by the square cell of that side in which their centre lies. */
class Grid {
  private readonly cells = new Map<number, Box[]>();
  private readonly boxes: Box[] = [];

  constructor(private readonly side: number) {}

  add(box: Box): void {
    this.boxes.push(box);
    const key = this.key(this.cell(box.x + box.width / 2), this.cell(box.y + box.height / 2));
    const cell = this.cells.get(key);
    if (cell) cell.push(box);
    else this.cells.set(key, [box]);
  }

  /** Whether `test` holds for a box of the grid that may overlap `box`. */
  someAround(box: Box, test: (other: Box) => boolean): boolean {
    const reach = this.side / 2;
    const [left, right] = [this.cell(box.x - reach), this.cell(box.x + box.width + reach)];
    const [top, bottom] = [this.cell(box.y - reach), this.cell(box.y + box.height + reach)];
    // A large box over a fine grid covers more cells than there are boxes.
    if ((right - left + 1) * (bottom - top + 1) > this.boxes.length) return this.boxes.some(test);
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        if (this.cells.get(this.key(x, y))?.some(test)) return true;
      }
    }
    return false;
  }

  private cell(coordinate: number): number {
    return Math.floor(coordinate / this.side);
  }

  /** One number for a pair of cell coordinates between −2²⁵ and 2²⁵. */
  private key(x: number, y: number): number {
    return x * 2 ** 26 + y;
  }
}
