import { createHash } from 'node:crypto';
import { trackLine, tracksHead } from '../formats/tracks-lines.js';
import type { VideoTracks } from '../formats/video-tracks.js';
import type { Track } from '../tracks/track.js';
import { drawDocumentHead } from './head.js';
import { Html, html } from './html.js';
import { TRACKS_SCRIPT } from './tracks-script.js';
import { TRACKS_STYLE } from './tracks-style.js';

/** A track on the page. */
export interface ShownTrack {
  readonly track: Track;
  /** `data:image/jpeg;base64,…`: where it was found best. */
  readonly picture: string;
}

/** What a page of tracks is about. */
export interface TracksPage extends VideoTracks {
  /** When each frame is shown, in seconds. */
  readonly times: readonly number[];
  /** How sure a track must be to be hidden, 0 to 1. */
  readonly threshold: number;
  /** Those that are shown; the others stay as they are in what the page saves. */
  readonly shown: readonly ShownTrack[];
}

/** Nothing is loaded from anywhere, and no script runs but ours, whatever the video is called. */
const POLICY = [
  "default-src 'none'",
  'img-src data:',
  "style-src 'unsafe-inline'",
  `script-src 'sha256-${createHash('sha256').update(TRACKS_SCRIPT).digest('base64')}'`,
].join('; ');

/**
 * A page in one file on which a person hides or reveals the tracks of a video, the unsure ones first, and saves the file
 * that `farface redact --tracks` takes.
 */
export function tracksPage(page: TracksPage): string {
  const name = page.video.split(/[/\\]/).at(-1)!;
  const rows = [...page.shown].sort((a, b) => doubt(a.track, page.threshold) - doubt(b.track, page.threshold));
  const left = page.tracks.length - rows.length;
  return html`${drawDocumentHead({ title: `Tracks of ${name}`, policy: POLICY, style: TRACKS_STYLE })}
<body>
<header>
<h1>Tracks of ${name}</h1>
<p class="note">A bar is a face over time: dark where it was found, light where it is known from before and after. Tick what is to be hidden, save, and run <code>farface redact ${name} --tracks</code> with the saved file.</p>
</header>
<div class="tools">
<p id="count" role="status">${rows.length} tracks, ${rows.filter(({ track }) => track.hidden).length} hidden</p>
<label>Show <select id="filter">
<option value="all">all</option><option value="unsure">unsure</option><option value="hidden">hidden</option><option value="revealed">revealed</option><option value="changed">changed</option>
</select></label>
<button id="save" type="button">Save tracks</button>
</div>
${left > 0 ? html`<p class="note">${left} more tracks are less likely to be faces: they are not shown, and not hidden.</p>` : undefined}
<noscript><p class="warning">Without scripts the page shows the tracks and saves nothing.</p></noscript>
<div class="axis" aria-hidden="true"><span></span><div>${ticks(page.times).map(({ at, text }) => html`<span style="left:${at}%">${text}</span>`)}</div><span></span></div>
<ol class="tracks">${rows.map((row) => drawRow(row, page))}</ol>
<p id="empty" class="note" hidden>None of the tracks is like that.</p>
<script type="application/json" id="data" data-name="${name}.tracks.jsonl">${linesOf(page)}</script>
<script>${new Html(TRACKS_SCRIPT)}</script>
</body>
</html>
`.text;
}

/** What is unsure comes first, the likeliest of it at the top; then what is hidden, the least sure first. */
function doubt({ confidence, hidden }: Track, threshold: number): number {
  return hidden || confidence >= threshold ? confidence : -confidence;
}

function drawRow({ track, picture }: ShownTrack, { times, threshold }: TracksPage): Html {
  const { id, boxes, hidden, confidence } = track;
  const [first, last] = [times[boxes[0]!.frame] ?? 0, times[boxes.at(-1)!.frame] ?? 0];
  const height = Math.max(...boxes.map(({ box }) => box.height));
  const unsure = confidence < threshold;
  return html`<li data-track="${id}" data-unsure="${unsure ? 'yes' : 'no'}">
<label><img src="${picture}" alt="Track ${id}" width="64" height="64" loading="lazy"><span class="about"><b>Track ${id}</b> <span>${seconds(first)}–${seconds(last)} s</span> <span>${Math.round(height)} px, ${unsure ? html`<em>unsure, ${confidence.toFixed(2)}</em>` : confidence.toFixed(2)}</span></span></label>
<div class="line">${bars(track, times)}</div>
<label class="switch"><input type="checkbox"${new Html(hidden ? ' checked' : '')}> hidden</label>
</li>`;
}

/** The stretches of a track that were found, and those that were not, in hundredths of the video. */
function bars({ boxes }: Track, times: readonly number[]): Html[] {
  const runs: { from: number; to: number; seen: boolean }[] = [];
  for (const { frame, origin } of boxes) {
    const seen = origin === 'detected' || origin === 'edited';
    const last = runs.at(-1);
    if (last !== undefined && last.seen === seen && last.to === frame) last.to = frame + 1;
    else runs.push({ from: frame, to: frame + 1, seen });
  }
  const share = (frame: number) => (100 * (times[frame] ?? endOf(times))) / endOf(times);
  return runs.map(({ from, to, seen }) => {
    const width = Math.max(0.3, share(to) - share(from));
    return html`<i class="${seen ? 'seen' : 'filled'}" style="left:${share(from).toFixed(2)}%;width:${width.toFixed(2)}%"></i>`;
  });
}

/** When the last frame ends. */
function endOf(times: readonly number[]): number {
  const last = times.at(-1) ?? 0;
  return last + (times.length > 1 ? (last - times[0]!) / (times.length - 1) : 1);
}

/** Five round times or so. */
function ticks(times: readonly number[]): { at: string; text: string }[] {
  const end = endOf(times);
  const rough = end / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  const count = Math.floor(end / step + 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => ({
    at: ((100 * index * step) / end).toFixed(2),
    text: `${Number((index * step).toPrecision(6))} s`,
  })).filter(({ at }) => Number(at) <= 96);
}

function seconds(time: number): string {
  return time.toFixed(1);
}

/** The file as it is, to be changed and saved by the page; nothing in it can end the element. */
function linesOf(page: TracksPage): Html {
  const lines = [tracksHead(page), ...page.tracks.map(trackLine)];
  return new Html(JSON.stringify(lines).replaceAll('<', '\\u003c'));
}
