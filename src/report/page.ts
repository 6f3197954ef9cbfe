import { createHash } from 'node:crypto';
import { histogram } from './figure.js';
import { drawDocumentHead } from './head.js';
import { Html, html } from './html.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';
import type { Totals } from './totals.js';
import { count } from './words.js';

/** What stands above and below the photos. */
export interface Page {
  readonly title: string;
  readonly note?: string | undefined;
  readonly totals: Totals;
  readonly failures: readonly { readonly name: string; readonly error: string }[];
  /** Whether photos that were to come are left out. */
  readonly stopped: boolean;
}

/** Nothing is loaded from anywhere, and no script runs but ours, whatever the photos are called. */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`,
].join('; ');

const ORDERS = {
  listed: 'as listed',
  most: 'most faces first',
  fewest: 'fewest faces first',
  smallest: 'smallest faces first',
  doubtful: 'least sure faces first',
};

/** The page up to the first photo. */
export function drawHead({ title, note, totals, failures, stopped }: Page): Html {
  const options = Object.entries(ORDERS).map(([value, name]) => html`<option value="${value}">${name}</option>`);
  return html`${drawDocumentHead({ title, policy: POLICY, style: STYLE })}
<body>
<header>
<h1>${title}</h1>
${note ? html`<p class="note">${note}</p>` : undefined}
${stopped ? html`<p class="warning">Stopped before all photos were looked at: those that were to come are not here.</p>` : undefined}
</header>
<main>
<section aria-label="Summary">
<dl class="totals">${summary(totals).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>
${totals.photos > 0 ? drawFigures(totals) : undefined}
</section>
${failures.length > 0 ? drawFailures(failures) : undefined}
<section aria-labelledby="photos">
<div class="heading"><h2 id="photos">Photos</h2><label class="sort">Order: <select>${options}</select></label></div>
<div class="photos">`;
}

/** The page after the last photo. */
export function drawFoot(): Html {
  return html`</div>
</section>
</main>
<footer>Faces found by a detector: it misses some and takes other things for faces.</footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
}

function summary({ photos, faces, empty, failed, least, most }: Totals): [term: string, value: string][] {
  const rows: [string, string | undefined][] = [
    [photos === 1 ? 'photo' : 'photos', photos.toLocaleString('en')],
    [faces === 1 ? 'face' : 'faces', faces.toLocaleString('en')],
    ['faces a photo', photos > 0 ? (faces / photos).toFixed(1) : undefined],
    ['px tall', faces > 0 ? `${Math.round(least)}–${Math.round(most)}` : undefined],
    [
      empty === 1 ? 'photo without a face' : 'photos without a face',
      empty > 0 ? empty.toLocaleString('en') : undefined,
    ],
    ['not looked at', failed > 0 ? failed.toLocaleString('en') : undefined],
  ];
  return rows.flatMap(([term, value]) => (value === undefined ? [] : [[term, value] as [string, string]]));
}

function drawFigures(totals: Totals): Html {
  const heights = histogram(totals.heights, 'Face height, pixels', 'faces');
  const faces = histogram(totals.facesAPhoto, 'Faces in a photo', 'photos');
  return html`<div class="figures">
${totals.faces > 0 ? html`<figure><figcaption>Faces by height</figcaption>${heights}</figure>` : undefined}
<figure><figcaption>Photos by number of faces</figcaption>${faces}</figure>
</div>`;
}

function drawFailures(failures: Page['failures']): Html {
  // Most messages begin with the photo's name.
  const items = failures.map(({ name, error }) => (error.startsWith(name) ? error : `${name}: ${error}`));
  return html`<section aria-labelledby="failures">
<h2 id="failures">${count(failures.length, 'photo')} could not be looked at</h2>
<ul class="failures">${items.map((item) => html`<li>${item}`)}</ul>
</section>`;
}
