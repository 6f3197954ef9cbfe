import { type Box, transform } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import type { Embedded } from './embedded.js';
import { type Html, html } from './html.js';

/** A face as a report shows it. */
export type ShownFace = Pick<Face, 'box' | 'score'>;

/** In a thumbnail no frame has shorter sides, in its pixels: it would be a dot. */
const LEAST_SIDE = 7;
/** Width in pixels of a face that has room for its score above it. */
const ROOM_FOR_SCORE = 20;

/**
 * SVG of the faces' frames, to lie over a small picture of a photo that is `width` pixels wide.
 *
 * @param id unique on the page
 */
export function plainFrames(faces: readonly ShownFace[], width: number, picture: Embedded, id: string): Html {
  const path = faces.map(({ box }) => {
    const frame = grown(transform(box, picture.width / width), LEAST_SIDE);
    return `M${n(frame.x)} ${n(frame.y)}h${n(frame.width)}v${n(frame.height)}h${n(-frame.width)}z`;
  });
  return overlay(picture, id, html`<path d="${path.join('')}"/>`);
}

/** As `plainFrames`, for a large picture: what a face is shows where the mouse rests, its score above it if there is room. */
export function scoredFrames(faces: readonly ShownFace[], width: number, picture: Embedded, id: string): Html {
  const factor = picture.width / width;
  const shown = faces.map(({ box, score }) => ({
    title: describe({ box, score }),
    score,
    frame: transform(box, factor),
  }));
  const frames = shown.map(
    ({ title, frame: { x, y, width, height } }) =>
      html`<rect x="${n(x - 1)}" y="${n(y - 1)}" width="${n(width + 2)}" height="${n(height + 2)}"><title>${title}</title></rect>`,
  );
  const scores = shown
    .filter(({ frame }) => frame.width >= ROOM_FOR_SCORE)
    .map(
      ({ score, frame: { x, y } }) =>
        html`<text x="${n(x)}" y="${n(y > 14 ? y - 4 : y + 12)}">${score.toFixed(2)}</text>`,
    );
  return overlay(picture, id, html`${frames}`, scores);
}

/** As in `12 px tall, score 0.93`. */
export function describe({ box, score }: ShownFace): string {
  return `${Math.round(box.height)} px tall, score ${score.toFixed(2)}`;
}

/** Bright lines over dark ones, which stand out from every photo. */
function overlay({ width, height }: Embedded, id: string, frames: Html, others: readonly Html[] = []): Html {
  return html`<svg viewBox="0 0 ${width} ${height}" aria-hidden="true"><g class="edge"><g id="${id}">${frames}</g></g><use class="line" href="#${id}"/>${others}</svg>`;
}

/** The box, and a pixel around it, with sides of at least `least`. */
function grown({ x, y, width, height }: Box, least: number): Box {
  const [wide, tall] = [Math.max(width + 2, least), Math.max(height + 2, least)];
  return { x: x + (width - wide) / 2, y: y + (height - tall) / 2, width: wide, height: tall };
}

/** To tenths: a report of crowds has hundreds of thousands of numbers. */
function n(value: number): number {
  return Math.round(value * 10) / 10;
}
