import { type Box, intersection } from '../geometry/box.js';
import type { Rectangle } from '../image/surface.js';

/** An area of a picture: the rectangle `box`, or the ellipse that fills it. */
export interface Mask {
  readonly shape: 'ellipse' | 'box';
  /** In pixels of the picture; may reach beyond it. */
  readonly box: Box;
}

/** A run of pixels of one row, from `from` (included) to `to` (excluded). */
export interface Span {
  readonly y: number;
  readonly from: number;
  readonly to: number;
}

/** The mask over a face: its box, scaled about its centre. */
export function maskOver(face: Box, shape: Mask['shape'], scale: number): Mask {
  const width = face.width * scale;
  const height = face.height * scale;
  const box = { x: face.x + (face.width - width) / 2, y: face.y + (face.height - height) / 2, width, height };
  return { shape, box };
}

/** Every pixel of a picture of `width` × `height` that the mask touches: half a pixel of a tiny face is not left over. */
export function spansOf(mask: Mask, width: number, height: number): Span[] {
  const spans: Span[] = [];
  eachSpan(mask, width, height, (y, from, to) => void spans.push({ y, from, to }));
  return spans;
}

/** The same, row by row and with no object for each: of hundreds of masks in a frame they were most of what is left behind. */
export function eachSpan(
  { shape, box }: Mask,
  width: number,
  height: number,
  visit: (y: number, from: number, to: number) => void,
): void {
  const top = Math.max(0, Math.floor(box.y));
  const bottom = Math.min(height, Math.ceil(box.y + box.height));
  const centre = box.x + box.width / 2;
  for (let y = top; y < bottom; y++) {
    const reach = (box.width / 2) * (shape === 'box' ? 1 : widestInRow(box, y));
    const from = Math.max(0, Math.floor(centre - reach));
    const to = Math.min(width, Math.ceil(centre + reach));
    if (from < to) visit(y, from, to);
  }
}

/** Where the ellipse is widest between `y` and `y` + 1: its width there over its full width. */
function widestInRow(box: Box, y: number): number {
  const middle = box.y + box.height / 2;
  const nearest = Math.min(Math.max(middle, y), y + 1);
  return Math.sqrt(Math.max(0, 1 - ((nearest - middle) / (box.height / 2)) ** 2));
}

/** The smallest rectangle that holds all spans of a mask, of which there is one at least, from the top down. */
export function boundsOf(spans: readonly Span[]): Rectangle {
  const x = spans.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  const end = spans.reduce((most, { to }) => Math.max(most, to), 0);
  const y = spans[0]!.y;
  return { x, y, width: end - x, height: spans.at(-1)!.y - y + 1 };
}

/** A box of which solid masks cover this much shows nobody, whatever a detector takes the mask itself for. */
const HIDDEN = 0.75;

/** Whether solid masks cover so much of a face that nobody can be seen there. */
export function isCovered(face: Box, masks: readonly Mask[]): boolean {
  return coveredShare(face, masks) >= HIDDEN;
}

/** Points a side at which `coveredShare` looks. */
const SAMPLES = 16;

/** The share of the box, 0 to 1, that lies under the masks, to about a hundredth. */
export function coveredShare(box: Box, masks: readonly Mask[]): number {
  const near = masks.filter((mask) => intersection(mask.box, box) > 0);
  let covered = 0;
  for (let row = 0; row < SAMPLES; row++) {
    for (let column = 0; column < SAMPLES; column++) {
      const x = box.x + ((column + 0.5) / SAMPLES) * box.width;
      const y = box.y + ((row + 0.5) / SAMPLES) * box.height;
      if (near.some((mask) => contains(mask, x, y))) covered += 1;
    }
  }
  return covered / SAMPLES ** 2;
}

function contains({ shape, box }: Mask, x: number, y: number): boolean {
  const across = Math.abs(x - box.x - box.width / 2) / (box.width / 2);
  const down = Math.abs(y - box.y - box.height / 2) / (box.height / 2);
  return shape === 'box' ? across <= 1 && down <= 1 : across ** 2 + down ** 2 <= 1;
}
