import { pageColors } from '../draw/palette.js';

/** The looks of the page of tracks: light or dark as the reader's system is. */
export const TRACKS_STYLE = `
${pageColors()}:root { color-scheme: light dark; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1280px; padding: 24px clamp(12px, 3vw, 40px) 64px; background: var(--paper); color: var(--ink);
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
h1 { margin: 0; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
.note { margin: 6px 0 0; color: var(--faint); max-width: 75ch; }
.warning { border-left: 4px solid var(--warn); padding: 4px 12px; }
code { font-size: 0.92em; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.tools { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 24px; position: sticky; top: 0; z-index: 2; margin: 16px 0 0;
  padding: 10px 0; background: var(--paper); border-bottom: 1px solid var(--line); }
.tools p { margin: 0; flex: 1 1 200px; font-weight: 600; font-variant-numeric: tabular-nums; }
.tools label, .tools button { display: none; }
.scripted .tools label { display: block; }
.scripted .tools button { display: block; }
select, button { font: inherit; min-height: 36px; border-radius: 6px; padding: 0 12px; border: 1px solid var(--edge); background: var(--card); color: var(--ink); }
button { border-color: var(--accent-strong); background: var(--accent-strong); color: var(--on-accent); font-weight: 600; cursor: pointer; }
.axis, .tracks li { display: grid; grid-template-columns: 230px 1fr 92px; gap: 4px 16px; align-items: center; }
.axis { margin-top: 10px; color: var(--faint); font-size: 13px; height: 22px; }
.axis div { position: relative; height: 100%; }
.axis div span { position: absolute; border-left: 1px solid var(--edge); padding-left: 4px; line-height: 18px; white-space: nowrap; }
.tracks { list-style: none; margin: 0; padding: 0; }
.tracks li { padding: 8px; margin: 0 -8px; border-top: 1px solid var(--line); content-visibility: auto; contain-intrinsic-size: auto 80px; }
.tracks li[hidden] { display: none; }
.tracks li.changed { background: var(--accent-soft); }
.tracks label { display: flex; align-items: center; gap: 10px; cursor: pointer; }
.tracks img { display: block; flex: none; border-radius: 6px; background: var(--well); }
.about { display: flex; flex-direction: column; line-height: 1.3; font-variant-numeric: tabular-nums; }
.about span, .about em { color: var(--faint); font-size: 13px; font-style: normal; }
.about em { color: var(--warn); font-weight: 600; }
.line { position: relative; height: 18px; background: var(--well); border-radius: 4px; overflow: hidden; }
.line i { position: absolute; top: 0; bottom: 0; min-width: 2px; }
.seen { background: var(--accent); }
.filled { background: var(--accent); opacity: 0.4; }
li:not(:has(:checked)) .line i { background: var(--edge); }
.switch { justify-content: end; }
.switch input { width: 20px; height: 20px; margin: 0; accent-color: var(--accent); }
@media (max-width: 640px) {
  .axis { grid-template-columns: 1fr; }
  .axis > span { display: none; }
  .tracks li { grid-template-columns: 1fr auto; }
  .line { grid-column: 1 / -1; grid-row: 2; }
}
@media print { .tools { position: static; } }
`;
