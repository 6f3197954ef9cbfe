import { followBlocks, type Moved } from './blocks.js';
import { shiftBetween } from './shift.js';
import { compose, move, type Similarity } from './similarity.js';
import type { Thumbnail } from './thumbnail.js';

/** What the camera did from one frame to the next. */
export interface CameraStep {
  /** Another scene. */
  readonly cut: boolean;
  /** Where what is still went, in pixels of the frame; absent where it cannot be told, and at cuts. */
  readonly motion?: Similarity;
}

/** Frames that are less alike than this, wherever they are laid on each other, and whose tones differ by more, are of two scenes. */
const UNLIKE = 0.45;
const OTHER_TONES = 0.25;

/** Blocks, and the share of those that have structure, that must agree on a motion within so many pixels of the thumbnail. */
const FEWEST = 5;
const AGREEMENT = 0.4;
const CLOSE = 0.6;

/**
 * Compares two frames that follow each other. A cut is told only where both the picture and its tones change: a track that is
 * ended for nothing costs more than one that goes on over a cut.
 *
 * @param before thumbnails of frames of one size
 * @example
 * const frame = thumbnailOf({ data: new Uint8Array(640 * 360), stride: 640 }, 640, 360);
 * console.log(cameraBetween(frame, frame).cut); // false
 */
export function cameraBetween(before: Thumbnail, after: Thumbnail): CameraStep {
  if (before.width !== after.width || before.height !== after.height) return { cut: true };
  const shift = shiftBetween(before, after);
  if (shift.likeness < UNLIKE && toneDistance(before, after) > OTHER_TONES) return { cut: true };
  const motion = agreed(followBlocks(before, after, shift));
  if (motion === undefined) return { cut: false };
  const { factor } = before;
  return { cut: false, motion: { ...motion, x: motion.x * factor, y: motion.y * factor } };
}

/** How the shares of tones differ, 0 to 1; a little more light moves tones to the next class, which counts little. */
function toneDistance(before: Thumbnail, after: Thumbnail): number {
  const [a, b] = [tones(before), tones(after)];
  let [sum, ahead] = [0, 0];
  for (let tone = 0; tone < TONES; tone++) {
    ahead += a[tone]! - b[tone]!;
    sum += Math.abs(ahead);
  }
  // Earth mover's distance in classes; four of them are another picture.
  return Math.min(1, sum / 4);
}

const TONES = 32;

function tones({ data }: Thumbnail): Float64Array {
  const shares = new Float64Array(TONES);
  for (const value of data)
    shares[Math.min(TONES - 1, Math.max(0, Math.floor((value * TONES) / 256)))]! += 1 / data.length;
  return shares;
}

/** The motion on which most blocks agree, people who walk through the picture left out. */
function agreed(blocks: readonly Moved[]): Similarity | undefined {
  if (blocks.length < FEWEST) return undefined;
  let fit = candidateOf(blocks);
  for (let round = 0; round < 5; round++) {
    const close = blocks.filter((block) => missOf(fit, block) < (round < 2 ? 2 * CLOSE : CLOSE));
    if (close.length < FEWEST || close.length < AGREEMENT * blocks.length) return undefined;
    fit = fitTo(close);
  }
  return fit;
}

/** Of the motions of pairs of blocks far apart, the one that most blocks agree with. */
function candidateOf(blocks: readonly Moved[]): Similarity {
  let [best, most] = [fitTo(blocks), -1];
  const step = Math.max(1, Math.floor(blocks.length / 24));
  for (let first = 0; first < blocks.length; first += step) {
    const fit = fitTo([blocks[first]!, blocks[(first + (blocks.length >> 1)) % blocks.length]!]);
    const count = blocks.filter((block) => missOf(fit, block) < 2 * CLOSE).length;
    if (count > most) [best, most] = [fit, count];
  }
  return best;
}

function missOf(fit: Similarity, { x, y, toX, toY }: Moved): number {
  const [px, py] = move(fit, x, y);
  return Math.hypot(px - toX, py - toY);
}

/** The similarity of least squares. */
function fitTo(blocks: readonly Moved[]): Similarity {
  const mean = (of: (block: Moved) => number) => blocks.reduce((sum, block) => sum + of(block), 0) / blocks.length;
  const [x, y, toX, toY] = [mean((b) => b.x), mean((b) => b.y), mean((b) => b.toX), mean((b) => b.toY)];
  let [dot, cross, square] = [0, 0, 0];
  for (const block of blocks) {
    const [dx, dy, ex, ey] = [block.x - x, block.y - y, block.toX - toX, block.toY - toY];
    dot += dx * ex + dy * ey;
    cross += dx * ey - dy * ex;
    square += dx * dx + dy * dy;
  }
  const turn = square > 0 ? { a: dot / square, b: cross / square } : { a: 1, b: 0 };
  return compose({ a: 1, b: 0, x: -x, y: -y }, { ...turn, x: toX, y: toY });
}
