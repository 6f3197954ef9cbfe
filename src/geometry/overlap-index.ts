import type { Box } from './box.js';
import { BoxIndex } from './box-index.js';

/** Finds what has a box that overlaps a box again without comparing it with all of them, see `BoxIndex`. */
export class OverlapIndex<T extends { readonly box: Box }> {
  readonly #boxes: BoxIndex;
  readonly #items: T[] = [];

  /** @param threshold 0 to 1, above which the IoU of those that are found is */
  constructor(threshold: number) {
    this.#boxes = new BoxIndex(threshold);
  }

  add(item: T): void {
    const { x, y, width, height } = item.box;
    this.#boxes.add(x, y, width, height);
    this.#items.push(item);
  }

  /** All that overlap `box`, in the order in which they were added. */
  all({ x, y, width, height }: Box): T[] {
    const found = new Set<number>();
    this.#boxes.find(x, y, width, height, (index) => {
      found.add(index);
      return false;
    });
    return [...found].sort((a, b) => a - b).map((index) => this.#items[index]!);
  }
}
