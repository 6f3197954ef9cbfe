import { HEIGHT_RANGES, type HeightRange, rangeName } from '../evaluate/heights.js';
import type { Box } from '../geometry/box.js';

/** Values from `from` up to, but not including, `to`. */
type Range = HeightRange;

/** A bar of a histogram. */
export interface Bar {
  readonly name: string;
  readonly count: number;
}

/** As in evaluations, with a range for what they leave out. */
const HEIGHTS: readonly Range[] = [{ from: 0, to: 4 }, ...HEIGHT_RANGES];

const FACES_A_PHOTO = [0, 1, 2, 5, 10, 20, 50, 100].map(
  (from, index, starts): Range => ({ from, to: starts[index + 1] ?? Number.POSITIVE_INFINITY }),
);

/** What a report says of all photos together, counted photo by photo. */
export class Totals {
  photos = 0;
  faces = 0;
  /** Photos in which no face was found. */
  empty = 0;
  failed = 0;
  /** Heights in pixels of the smallest and the largest face. */
  least = Number.POSITIVE_INFINITY;
  most = 0;
  readonly #heights = HEIGHTS.map(() => 0);
  readonly #facesAPhoto = FACES_A_PHOTO.map(() => 0);

  /** One more photo, with these faces. */
  add(boxes: readonly Box[]): void {
    this.photos += 1;
    this.faces += boxes.length;
    this.empty += boxes.length === 0 ? 1 : 0;
    count(FACES_A_PHOTO, this.#facesAPhoto, boxes.length);
    for (const { height } of boxes) {
      count(HEIGHTS, this.#heights, height);
      this.least = Math.min(this.least, height);
      this.most = Math.max(this.most, height);
    }
  }

  /** Faces by height in pixels; without the lowest range where it is empty. */
  get heights(): Bar[] {
    const bars = HEIGHTS.map((range, index) => ({ name: rangeName(range), count: this.#heights[index]! }));
    return bars[0]!.count > 0 ? bars : bars.slice(1);
  }

  /** Photos by number of faces, up to the most that there are. */
  get facesAPhoto(): Bar[] {
    const last = this.#facesAPhoto.findLastIndex((photos) => photos > 0);
    return FACES_A_PHOTO.slice(0, last + 1).map(({ from, to }, index) => ({
      name: to === from + 1 ? String(from) : rangeName({ from, to: to - 1 }),
      count: this.#facesAPhoto[index]!,
    }));
  }
}

function count(ranges: readonly Range[], counts: number[], value: number): void {
  const index = ranges.findIndex(({ from, to }) => value >= from && value < to);
  if (index >= 0) counts[index]! += 1;
}
