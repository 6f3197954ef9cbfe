import { halved, type Thumbnail } from './thumbnail.js';

/** By how many pixels of the thumbnail everything moved at once, and how alike the two are then. */
export interface Shift {
  readonly x: number;
  readonly y: number;
  /** Correlation of what both show, −1 to 1. */
  readonly likeness: number;
}

/** How far a picture is looked for, of its sides. */
const FARTHEST = 0.2;

/** The shift of all of a picture from one frame to the next: looked for at an eighth of the size, then at a quarter. */
export function shiftBetween(before: Thumbnail, after: Thumbnail): Shift {
  const quarters = [halved(halved(before)), halved(halved(after))] as const;
  const eighths = [halved(quarters[0]), halved(quarters[1])] as const;
  const still = { x: 0, y: 0, likeness: likenessOf(...eighths, 0, 0) };
  const { width, height } = eighths[0];
  const coarse = likeliest(...eighths, still, Math.round(FARTHEST * width), Math.round(FARTHEST * height));
  const middle = { x: 2 * coarse.x, y: 2 * coarse.y };
  const fine = likeliest(...quarters, { ...middle, likeness: likenessOf(...quarters, middle.x, middle.y) }, 1, 1);
  return { ...fine, x: 4 * fine.x, y: 4 * fine.y };
}

function likeliest(a: Thumbnail, b: Thumbnail, middle: Shift, across: number, down: number): Shift {
  let best = middle;
  for (let y = middle.y - down; y <= middle.y + down; y++) {
    for (let x = middle.x - across; x <= middle.x + across; x++) {
      const likeness = likenessOf(a, b, x, y);
      if (likeness > best.likeness) best = { x, y, likeness };
    }
  }
  return best;
}

/** The correlation where `b` shows at (x + dx, y + dy) what `a` does at (x, y). 1 where both are flat. */
function likenessOf(a: Thumbnail, b: Thumbnail, dx: number, dy: number): number {
  const { width, height } = a;
  let [sa, sb, saa, sbb, sab, count] = [0, 0, 0, 0, 0, 0];
  for (let y = Math.max(0, -dy); y < Math.min(height, height - dy); y++) {
    for (let x = Math.max(0, -dx); x < Math.min(width, width - dx); x++) {
      const va = a.data[y * width + x]!;
      const vb = b.data[(y + dy) * width + x + dx]!;
      sa += va;
      sb += vb;
      saa += va * va;
      sbb += vb * vb;
      sab += va * vb;
      count++;
    }
  }
  const [varianceA, varianceB] = [saa - (sa * sa) / count, sbb - (sb * sb) / count];
  const flat = count * 0.5;
  if (varianceA < flat || varianceB < flat) return varianceA < flat && varianceB < flat ? 1 : 0;
  return (sab - (sa * sb) / count) / Math.sqrt(varianceA * varianceB);
}
