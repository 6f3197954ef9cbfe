import { extremesOf } from '../geometry/extremes.js';
import type { Image } from '../image/image.js';
import { embed } from './embedded.js';
import { plainFrames, type ShownFace } from './frames.js';
import { type Html, html } from './html.js';
import { drawView } from './view.js';
import { alternative, count, measures } from './words.js';

/** A photo on the page. */
export interface Card {
  /** Unique on the page. */
  readonly number: number;
  readonly name: string;
  readonly photo: Image;
  readonly faces: readonly ShownFace[];
}

/** Longer side of a thumbnail in pixels: sharp on screens with two pixels per unit, and in print. */
const THUMBNAIL = 480;

/**
 * A photo's thumbnail with frames around its faces, and what was found.
 *
 * @param view longer side in pixels of the picture that the thumbnail opens; 0 for none
 */
export async function drawCard(card: Card, view: number): Promise<Html> {
  const { number, name, photo, faces } = card;
  const thumbnail = await embed(photo, THUMBNAIL);
  const picture = html`<img src="${thumbnail.url}" width="${thumbnail.width}" height="${thumbnail.height}" alt="${alternative(name, faces)}" loading="lazy" decoding="async">${plainFrames(faces, photo.width, thumbnail, `frames-${number}`)}`;
  return html`
<article id="photo-${number}" ${sortKeys(faces)}>
${view > 0 ? html`<a class="picture" href="#view-${number}">${picture}</a>` : html`<div class="picture">${picture}</div>`}
<h3>${breakable(name)}</h3>
<p><b>${count(faces.length, 'face')}</b>${faces.length > 0 ? `, ${measures(faces)}` : ''}</p>
${view > 0 ? drawView(card, await embed(photo, view)) : undefined}
</article>
`;
}

/** A path that may go on in the next line after each of its folders. */
export function breakable(path: string): Html {
  return html`${path.split(/(?<=[/\\])/).map((part, index) => (index > 0 ? html`<wbr>${part}` : part))}`;
}

/** What the page's script sorts by; photos without faces come last. */
function sortKeys(faces: readonly ShownFace[]): Html {
  const [least, surest] = [faces.map(({ box }) => box.height), faces.map(({ score }) => score)].map((values) =>
    faces.length > 0 ? extremesOf(values)[0].toFixed(3) : '1e9',
  );
  return html`data-faces="${faces.length}" data-height="${least}" data-score="${surest}"`;
}
