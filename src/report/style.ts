import { pageColors } from '../draw/palette.js';

/** The page's looks: light or dark as the reader's system is, and black on white in print. */
export const STYLE = `
${pageColors()}:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1440px; padding: 24px clamp(12px, 3vw, 40px) 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 40px 0 12px; font-size: 20px; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.note { margin: 6px 0 0; color: var(--faint); }
.warning { border-left: 4px solid var(--warn); padding: 4px 12px; }

.totals { display: flex; flex-wrap: wrap; gap: 12px 40px; margin: 24px 0; }
.totals div { display: flex; flex-direction: column-reverse; }
.totals dt { color: var(--faint); }
.totals dd { margin: 0; font-size: 26px; font-weight: 600; font-variant-numeric: tabular-nums; line-height: 1.25; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 340px), 1fr)); gap: 24px; max-width: 1000px; }
figure { margin: 0; }
figcaption { font-weight: 600; }
figure svg { display: block; width: 100%; height: auto; }

.failures { padding-left: 20px; }
.failures li, h3 { overflow-wrap: anywhere; }
.heading { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 24px; margin-top: 40px; }
.heading h2 { margin: 0 0 12px; }
.sort { display: none; }
.scripted .sort { display: block; }
select { font: inherit; }

.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); gap: 24px 18px; }
article { min-width: 0; }
/* Not without scripts: a view that is no real dialog must get out of what contains its photo. */
.scripted article { content-visibility: auto; contain-intrinsic-size: auto 260px; }
article h3 { margin: 8px 0 0; font-size: 14px; font-weight: 600; line-height: 1.3; }
article p { margin: 2px 0 0; color: var(--faint); font-size: 13px; }
article p b { color: var(--ink); }
.picture { position: relative; display: block; }
article > .picture { aspect-ratio: 4 / 3; background: var(--well); border-radius: 4px; overflow: hidden; }
.picture img, .picture svg { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
.picture svg { fill: none; }
/* Bare names, as these rules must reach into <use>. */
rect, path { vector-effect: non-scaling-stroke; pointer-events: all; }
.edge { stroke: var(--photo-edge); stroke-width: 3px; }
.line { stroke: var(--photo-detected); stroke-width: 1.4px; }
.picture text { fill: var(--photo-detected); stroke: var(--photo-edge); stroke-width: 3px; paint-order: stroke; font: 600 11px Arial, sans-serif; }

dialog { width: 100vw; height: 100vh; height: 100dvh; max-width: none; max-height: none; margin: 0; border: 0; padding: 0;
  background: var(--paper); color: var(--ink); }
dialog[open], dialog:target { display: flex; flex-direction: column; position: fixed; inset: 0; z-index: 1; }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 20px; padding: 10px 16px; border-bottom: 1px solid var(--line); }
.bar strong { overflow-wrap: anywhere; }
.bar span { color: var(--faint); flex: 1 1 320px; }
.bar .close { font-weight: 600; margin-left: auto; }
.stage { position: relative; flex: 1; min-height: 0; overflow: auto; background: var(--well); }
.stage .picture { width: 100%; height: 100%; cursor: zoom-in; }
.bar:has(.enlarge:checked) ~ .stage .picture { width: calc(3px * var(--width)); height: calc(3px * var(--height)); cursor: zoom-out; }
.bar:not(:has(.frames:checked)) ~ .stage svg { display: none; }
details { border-top: 1px solid var(--line); max-height: 40%; overflow: auto; }
summary { padding: 8px 16px; cursor: pointer; position: sticky; top: 0; background: var(--paper); }
table { border-collapse: collapse; margin: 0 16px 12px; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 2px 20px 2px 0; text-align: right; }
footer { margin-top: 48px; color: var(--faint); font-size: 13px; }

@page { margin: 14mm 12mm; }
@media print {
  :root { --paper: #fff; --ink: #000; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  h1 { font-size: 20pt; }
  h2 { font-size: 13pt; margin-top: 8mm; break-after: avoid; }
  .sort, dialog, .scripted .sort { display: none !important; }
  .totals dd { font-size: 15pt; }
  .figures { grid-template-columns: 1fr 1fr; }
  .photos { grid-template-columns: repeat(4, 1fr); gap: 5mm 4mm; }
  article, .scripted article { content-visibility: visible; break-inside: avoid; }
  article h3 { font-size: 8pt; }
  article p { font-size: 7.5pt; }
  :focus-visible { outline: none; }
  figure, .failures li { break-inside: avoid; }
  .picture, .figures { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
