import { breakable, type Card } from './card.js';
import type { Embedded } from './embedded.js';
import { scoredFrames } from './frames.js';
import { type Html, html } from './html.js';
import { alternative, count, measures } from './words.js';

/** What a thumbnail opens: the photo as large as the window, its frames with scores, and a table of its faces. */
export function drawView({ number, name, photo, faces }: Card, picture: Embedded): Html {
  const { url, width, height } = picture;
  const size = `${photo.width} × ${photo.height} pixels`;
  return html`<dialog id="view-${number}" aria-label="${name}">
<div class="bar"><strong>${breakable(name)}</strong>
<span>${size}, ${count(faces.length, 'face')}${faces.length > 0 ? `, ${measures(faces)}` : ''}</span>
<label><input type="checkbox" class="frames" checked> Frames</label>
<label><input type="checkbox" class="enlarge"> Enlarge</label>
<a class="close" href="#photo-${number}">Close</a></div>
<div class="stage" tabindex="0"><div class="picture" style="--width:${width};--height:${height}"><img src="${url}" width="${width}" height="${height}" alt="${alternative(name, faces)}" loading="lazy" decoding="async">${scoredFrames(faces, photo.width, picture, `scored-${number}`)}</div></div>
${faces.length > 0 ? drawTable(faces) : undefined}
</dialog>`;
}

function drawTable(faces: Card['faces']): Html {
  const rows = faces.map(({ box, score }) => {
    const [x, y, width, height] = [box.x, box.y, box.width, box.height].map((side) => side.toFixed(1));
    return html`<tr><td>${score.toFixed(3)}<td>${height}<td>${width}<td>${x}<td>${y}`;
  });
  return html`<details><summary>${count(faces.length, 'face')} in figures, in pixels of the photo</summary><table>
<thead><tr>${['Score', 'Height', 'Width', 'Left', 'Top'].map((name) => html`<th scope="col">${name}`)}
<tbody>${rows}</table></details>`;
}
