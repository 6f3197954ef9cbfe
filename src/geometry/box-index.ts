/** Boxes that there is room for at first, where nothing is said of how many will come. */
const CAPACITY = 64;

/** Lists of boxes a box: few share one. */
const SPARSENESS = 2;

/** Pixels that rounding may take from a reach. */
const SLACK = 1e-6;

/**
 * Finds boxes that overlap a box again without comparing it with all of them, by numbers alone: this is where a crowd's
 * thousands of candidates go through.
 *
 * IoU is at most the ratio of the widths, and of the heights; so a box is compared only with those of a similar size that
 * lie nearby. Boxes of each octave of sizes are listed by the square cell of their size in which their centre lies, and the
 * lists are found by a hash of octave and cell. Lists of two cells may be one: all that are found are compared.
 */
export class BoxIndex {
  #count = 0;
  /** `[capacity, 4]`: x, y, width, height. */
  #boxes: Float64Array;
  /** The octave of each, as its place in `#present`. */
  #octaves: Int32Array;
  /** The next one in the list of each; -1 ends it. */
  #next: Int32Array;
  /** The last one that came into each list. */
  #heads: Int32Array;
  /** The octaves that there are boxes of, and their sides in pixels. */
  readonly #present: number[] = [];
  readonly #sides: number[] = [];

  /**
   * @param threshold 0 to 1, above which the IoU of those that are found is
   * @param capacity boxes that there is room for before it grows
   */
  constructor(
    private readonly threshold: number,
    capacity = CAPACITY,
  ) {
    // Lists are found by the last bits of a hash.
    const room = 2 ** Math.ceil(Math.log2(Math.max(1, capacity)));
    this.#boxes = new Float64Array(4 * room);
    this.#octaves = new Int32Array(room);
    this.#next = new Int32Array(room);
    this.#heads = new Int32Array(SPARSENESS * room).fill(-1);
  }

  get count(): number {
    return this.#count;
  }

  /** Adds a box, whose number is how many there were before. */
  add(x: number, y: number, width: number, height: number): void {
    const index = this.#count++;
    if (index === this.#next.length) this.#grow();
    const octave = octaveOf(width, height);
    const at = 4 * index;
    this.#boxes[at] = x;
    this.#boxes[at + 1] = y;
    this.#boxes[at + 2] = width;
    this.#boxes[at + 3] = height;
    this.#octaves[index] = this.#placeOf(octave);
    this.#list(index);
  }

  /**
   * The number of one that overlaps a box; -1 where none does.
   *
   * @param accept whether it is the one that is looked for: otherwise the search goes on. One may be asked for twice.
   */
  find(x: number, y: number, width: number, height: number, accept?: (index: number) => boolean): number {
    const heads = this.#heads;
    const mask = heads.length - 1;
    // The longer sides of two boxes that overlap enough differ by no more than the threshold's inverse.
    const longer = Math.max(width, height, 1);
    const least = longer * this.threshold - SLACK;
    const most = longer / this.threshold + SLACK;
    for (let at = 0; at < this.#present.length; at++) {
      const other = this.#present[at]!;
      const side = this.#sides[at]!;
      // Sizes of an octave lie between half its side and its side; the first holds what is smaller, too.
      if (side < least || (other > 0 && side / 2 > most)) continue;
      const across = this.#farthest(width, side);
      const down = this.#farthest(height, side);
      const left = Math.floor((x + width / 2 - across) / side);
      const top = Math.floor((y + height / 2 - down) / side);
      const columns = Math.floor((x + width / 2 + across) / side) - left + 1;
      const rows = Math.floor((y + height / 2 + down) / side) - top + 1;
      // A large box over a fine grid covers more cells than there are boxes.
      if (columns * rows > this.#count) return this.#findAmongAll(x, y, width, height, accept);
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let index = heads[bucketOf(other, left + column, top + row) & mask]!;
          for (; index >= 0; index = this.#next[index]!) {
            if (this.overlaps(index, x, y, width, height) && (accept === undefined || accept(index))) return index;
          }
        }
      }
    }
    return -1;
  }

  #findAmongAll(
    x: number,
    y: number,
    width: number,
    height: number,
    accept: ((index: number) => boolean) | undefined,
  ): number {
    for (let index = 0; index < this.#count; index++) {
      if (this.overlaps(index, x, y, width, height) && (accept === undefined || accept(index))) return index;
    }
    return -1;
  }

  /** Whether the IoU of a box with that of a number, as `iou` computes it, is above the threshold. */
  overlaps(index: number, x: number, y: number, width: number, height: number): boolean {
    const boxes = this.#boxes;
    const at = 4 * index;
    const ownX = boxes[at]!;
    const ownY = boxes[at + 1]!;
    const ownWidth = boxes[at + 2]!;
    const ownHeight = boxes[at + 3]!;
    const across = Math.min(x + width, ownX + ownWidth) - Math.max(x, ownX);
    if (!(across > 0)) return false;
    const down = Math.min(y + height, ownY + ownHeight) - Math.max(y, ownY);
    if (!(down > 0)) return false;
    const shared = across * down;
    const union = width * height + ownWidth * ownHeight - shared;
    return union > 0 && shared / union > this.threshold;
  }

  /**
   * How far apart along one axis the centres of two boxes may be that overlap enough, one `length` long, the other at most
   * `longest`: a share `threshold` of the longer one at least is shared.
   */
  #farthest(length: number, longest: number): number {
    // Where lengths differ by more than the threshold's inverse, and where they are equal: between them it is linear.
    const most = Math.min(longest, length / this.threshold);
    const equal = Math.min(longest, length);
    const apart = (length + most) / 2 - this.threshold * Math.max(length, most);
    return Math.max(apart, (length + equal) / 2 - this.threshold * length, 0) + SLACK;
  }

  #placeOf(octave: number): number {
    const place = this.#present.indexOf(octave);
    if (place >= 0) return place;
    this.#sides.push(2 ** octave);
    return this.#present.push(octave) - 1;
  }

  #list(index: number): void {
    const place = this.#octaves[index]!;
    const octave = this.#present[place]!;
    const side = this.#sides[place]!;
    const at = 4 * index;
    const column = Math.floor((this.#boxes[at]! + this.#boxes[at + 2]! / 2) / side);
    const row = Math.floor((this.#boxes[at + 1]! + this.#boxes[at + 3]! / 2) / side);
    const bucket = bucketOf(octave, column, row) & (this.#heads.length - 1);
    this.#next[index] = this.#heads[bucket]!;
    this.#heads[bucket] = index;
  }

  #grow(): void {
    const capacity = 2 * this.#next.length;
    this.#boxes = grown(this.#boxes, new Float64Array(4 * capacity));
    this.#octaves = grown(this.#octaves, new Int32Array(capacity));
    this.#next = new Int32Array(capacity);
    this.#heads = new Int32Array(SPARSENESS * capacity).fill(-1);
    for (let index = 0; index < capacity / 2; index++) this.#list(index);
  }
}

/** The box fits into a square of 2^octave pixels; sizes below a pixel count as one. */
function octaveOf(width: number, height: number): number {
  return Math.ceil(Math.log2(Math.max(width, height, 1)));
}

/** Primes of Teschner et al. 2003, *Optimized spatial hashing*. */
function bucketOf(octave: number, column: number, row: number): number {
  return Math.imul(column, 73856093) ^ Math.imul(row, 19349663) ^ Math.imul(octave, 83492791);
}

function grown<Numbers extends Float64Array | Int32Array>(from: Numbers, to: Numbers): Numbers {
  to.set(from);
  return to;
}
