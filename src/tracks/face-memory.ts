import type { Face } from '../geometry/face.js';
import type { FrameFaces } from './track.js';

/** Numbers a face: its box, and its score. */
const PER_FACE = 5;

/** Faces that are kept in one piece of memory. */
const PIECE = 4096;

/**
 * Keeps the faces of a long video's frames in 40 bytes each, where objects take five times as much: hours of a crowd are then
 * linked in the memory that minutes took.
 *
 * @example
 * const memory = new FaceMemory();
 * const frame = memory.keep({ time: 0, faces: [{ box: { x: 10, y: 10, width: 8, height: 10 }, score: 0.9 }] });
 * console.log(frame.faces.length); // 1
 */
export class FaceMemory {
  #piece = new Float64Array(0);
  #used = 0;

  /** The same frame, whose faces are made anew whenever they are asked for. */
  keep({ time, faces, cut, skipped, motion }: FrameFaces): FrameFaces {
    const length = faces.length * PER_FACE;
    if (this.#used + length > this.#piece.length) {
      this.#piece = new Float64Array(Math.max(PIECE * PER_FACE, length));
      this.#used = 0;
    }
    const piece = this.#piece;
    const from = this.#used;
    for (const { box, score } of faces) {
      piece[this.#used++] = box.x;
      piece[this.#used++] = box.y;
      piece[this.#used++] = box.width;
      piece[this.#used++] = box.height;
      piece[this.#used++] = score;
    }
    return new KeptFrame(time, piece, from, faces.length, cut, skipped, motion);
  }
}

class KeptFrame implements FrameFaces {
  readonly cut?: boolean;
  readonly skipped?: boolean;
  readonly motion?: NonNullable<FrameFaces['motion']>;

  constructor(
    readonly time: number,
    private readonly piece: Float64Array,
    private readonly from: number,
    private readonly count: number,
    cut: boolean | undefined,
    skipped: boolean | undefined,
    motion: FrameFaces['motion'],
  ) {
    if (cut !== undefined) this.cut = cut;
    if (skipped !== undefined) this.skipped = skipped;
    if (motion !== undefined) this.motion = motion;
  }

  get faces(): readonly Face[] {
    const { piece, from } = this;
    return Array.from({ length: this.count }, (_, index) => {
      const at = from + index * PER_FACE;
      const box = { x: piece[at]!, y: piece[at + 1]!, width: piece[at + 2]!, height: piece[at + 3]! };
      return { box, score: piece[at + 4]! };
    });
  }
}
