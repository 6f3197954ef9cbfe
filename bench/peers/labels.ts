import { FONT_SIZE } from '../../src/evaluate/figures/style.js';

/** A dot in a plot and the text that names it, in pixels. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

/** Where a label goes relative to its dot. */
export interface LabelPlace {
  readonly dx: number;
  readonly dy: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

interface Rectangle {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Mean width of a letter of a sans-serif font, in font sizes. */
const LETTER_WIDTH = 0.54;
/** Of a dot and the air around it. */
const RADIUS = 7;

/** In the order of preference. */
const PLACES: readonly LabelPlace[] = [1, 2.2, 3.4].flatMap((away): LabelPlace[] => [
  { dx: 11, dy: (away - 1) * -FONT_SIZE, anchor: 'start' },
  { dx: -11, dy: (away - 1) * -FONT_SIZE, anchor: 'end' },
  { dx: 0, dy: -14 * away, anchor: 'middle' },
  { dx: 0, dy: 14 * away, anchor: 'middle' },
  { dx: 11, dy: (away - 1) * FONT_SIZE, anchor: 'start' },
  { dx: -11, dy: (away - 1) * FONT_SIZE, anchor: 'end' },
]);

/**
 * A place for every label such that it covers no dot, no other label and not the plot's edge (0 to `width`, 0 to
 * `height`); where there is none, the one that covers least. Greedy, in the order of the dots.
 */
export function placeLabels(dots: readonly Dot[], width: number, height: number): LabelPlace[] {
  const taken = dots.map(({ x, y }) => around(x, y, RADIUS, RADIUS));
  return dots.map((dot) => {
    const cost = (place: LabelPlace) => {
      const area = areaOf(dot, place);
      const outside = area.left < 0 || area.right > width || area.top < 0 || area.bottom > height;
      return taken.reduce((sum, other) => sum + overlap(area, other), outside ? 1e6 : 0);
    };
    const place = PLACES.reduce((best, next) => (cost(next) < cost(best) ? next : best));
    taken.push(areaOf(dot, place));
    return place;
  });
}

/** The rectangle that a label fills. */
function areaOf({ x, y, text }: Dot, { dx, dy, anchor }: LabelPlace): Rectangle {
  const width = text.length * FONT_SIZE * LETTER_WIDTH;
  const centre = x + dx + { start: width / 2, middle: 0, end: -width / 2 }[anchor];
  return around(centre, y + dy, width / 2, FONT_SIZE / 2);
}

function around(x: number, y: number, halfWidth: number, halfHeight: number): Rectangle {
  return { left: x - halfWidth, right: x + halfWidth, top: y - halfHeight, bottom: y + halfHeight };
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return Math.max(0, width) * Math.max(0, height);
}
