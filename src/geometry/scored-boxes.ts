import type { Face } from './face.js';

/** Boxes that there is room for at first. */
const CAPACITY = 64;

/** Numbers of a box: x, y, width, height and its score. */
export const ROW = 5;

/**
 * Boxes and their scores as numbers alone. A photo has thousands of candidates of which a few are faces: an object for each
 * would be most of the garbage that is collected.
 *
 * @example
 * const boxes = new ScoredBoxes();
 * boxes.add(12, 20, 8, 10, 0.9);
 * boxes.faces(); // [{ box: { x: 12, y: 20, width: 8, height: 10 }, score: 0.9 }]
 */
export class ScoredBoxes {
  #count = 0;
  #numbers: Float64Array;

  /** @param capacity boxes that there is room for before it grows */
  constructor(capacity = CAPACITY) {
    this.#numbers = new Float64Array(ROW * Math.max(1, capacity));
  }

  /** The boxes and scores of faces, in their order. */
  static of(faces: readonly Pick<Face, 'box' | 'score'>[]): ScoredBoxes {
    const boxes = new ScoredBoxes(faces.length);
    for (const { box, score } of faces) boxes.add(box.x, box.y, box.width, box.height, score);
    return boxes;
  }

  get count(): number {
    return this.#count;
  }

  /** `[count, 5]` and room behind them: x, y, width, height, score. Another after a box was added. */
  get numbers(): Float64Array {
    return this.#numbers;
  }

  add(x: number, y: number, width: number, height: number, score: number): void {
    const at = ROW * this.#count;
    if (at === this.#numbers.length) this.#grow();
    const numbers = this.#numbers;
    numbers[at] = x;
    numbers[at + 1] = y;
    numbers[at + 2] = width;
    numbers[at + 3] = height;
    numbers[at + 4] = score;
    this.#count += 1;
  }

  /** Adds a box of others. */
  addOf(others: ScoredBoxes, index: number): void {
    const numbers = others.numbers;
    const at = ROW * index;
    this.add(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!, numbers[at + 4]!);
  }

  scoreOf(index: number): number {
    return this.#numbers[ROW * index + 4]!;
  }

  /** All of them, in the boxes' order. */
  scores(): Float64Array {
    const scores = new Float64Array(this.#count);
    for (let index = 0; index < scores.length; index++) scores[index] = this.#numbers[ROW * index + 4]!;
    return scores;
  }

  /** √(width · height), by which branches and passes are chosen. */
  sizeOf(index: number): number {
    return Math.sqrt(this.#numbers[ROW * index + 2]! * this.#numbers[ROW * index + 3]!);
  }

  /** Each as an object, in their order. */
  faces(): Face[] {
    const numbers = this.#numbers;
    const faces: Face[] = [];
    for (let at = 0; at < ROW * this.#count; at += ROW) {
      const box = { x: numbers[at]!, y: numbers[at + 1]!, width: numbers[at + 2]!, height: numbers[at + 3]! };
      faces.push({ box, score: numbers[at + 4]! });
    }
    return faces;
  }

  #grow(): void {
    const more = new Float64Array(2 * this.#numbers.length);
    more.set(this.#numbers);
    this.#numbers = more;
  }
}
