import { type Box, iou } from './box.js';

/**
 * Finds boxes that overlap a box again without comparing it with all of them.
 *
 * IoU is at most the ratio of the widths, and of the heights. So a box is compared only with those of a similar size that
 * lie nearby, which a grid for each octave of sizes finds: about linear in the number of boxes, where comparing all pairs
 * is quadratic.
 */
export class OverlapIndex<T extends { readonly box: Box }> {
  readonly #grids = new Map<number, Grid<T>>();
  readonly #octaves: number;

  /** @param threshold 0 to 1, above which the IoU of those that are found is */
  constructor(private readonly threshold: number) {
    this.#octaves = Math.ceil(-Math.log2(threshold));
  }

  add(item: T): void {
    const octave = octaveOf(item.box);
    if (!this.#grids.has(octave)) this.#grids.set(octave, new Grid(2 ** octave));
    this.#grids.get(octave)!.add(item);
  }

  /** Whether `test` holds for one of those that overlap `box`; it is asked of no more after the first. */
  some(box: Box, test: (item: T) => boolean = () => true): boolean {
    const octave = octaveOf(box);
    const overlapping = (item: T) => iou(box, item.box) > this.threshold && test(item);
    for (const [other, grid] of this.#grids) {
      if (Math.abs(other - octave) <= this.#octaves && grid.someAround(box, overlapping)) return true;
    }
    return false;
  }

  /** All that overlap `box`, in no order. */
  all(box: Box): T[] {
    const found: T[] = [];
    this.some(box, (item) => {
      found.push(item);
      return false;
    });
    return found;
  }
}

/** The box fits into a square of 2^octave pixels; sizes below a pixel count as one. */
function octaveOf(box: Box): number {
  return Math.ceil(Math.log2(Math.max(box.width, box.height, 1)));
}

/** Boxes of at most `side` × `side`, found again by the square cell of that side in which their centre lies. */
class Grid<T extends { readonly box: Box }> {
  private readonly cells = new Map<number, T[]>();
  private readonly items: T[] = [];

  constructor(private readonly side: number) {}

  add(item: T): void {
    this.items.push(item);
    const { x, y, width, height } = item.box;
    const key = this.key(this.cell(x + width / 2), this.cell(y + height / 2));
    const cell = this.cells.get(key);
    if (cell) cell.push(item);
    else this.cells.set(key, [item]);
  }

  /** Whether `test` holds for an item of the grid that may overlap `box`. */
  someAround(box: Box, test: (item: T) => boolean): boolean {
    const reach = this.side / 2;
    const [left, right] = [this.cell(box.x - reach), this.cell(box.x + box.width + reach)];
    const [top, bottom] = [this.cell(box.y - reach), this.cell(box.y + box.height + reach)];
    // A large box over a fine grid covers more cells than there are items.
    if ((right - left + 1) * (bottom - top + 1) > this.items.length) return this.items.some(test);
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
