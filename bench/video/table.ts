import { linkTracks } from '../../src/tracks/link-tracks.js';
import { LOW_THRESHOLD } from '../../src/tracks/options.js';
import { emptyTotals, measure, type OverTime, switchesOf } from './measure.js';
import { eachFrame, every, lastFrames, lookedAt, type Policy, THRESHOLD, tracked, withoutCamera } from './policies.js';
import type { Scene } from './truth.js';

/** A row of the table. */
export interface Row {
  readonly name: string;
  readonly totals: OverTime;
  readonly switches?: number;
}

/** Masks of scenes by one policy. */
export function total(scenes: readonly Scene[], detector: string, policy: Policy): OverTime {
  const totals = emptyTotals();
  for (const { truth, found, picture } of scenes)
    measure(totals, truth, policy(found.get(detector)!, picture), picture);
  return totals;
}

/** Every policy that is compared, over the scenes. */
export function rowsOf(scenes: readonly Scene[]): Row[] {
  const own = 'farface';
  const row = (name: string, policy: Policy): Row => ({ name, totals: total(scenes, own, policy) });
  const ours: Row = { ...row('tracks', tracked()), switches: switches(scenes) };
  const rows = [
    row(`each frame by itself, ${THRESHOLD}`, eachFrame(THRESHOLD)),
    row(`each frame by itself, ${LOW_THRESHOLD}`, eachFrame(LOW_THRESHOLD)),
    row('masks of the last 4 frames', lastFrames(THRESHOLD, 4)),
    ours,
    row('each frame by itself, masks as large', sameArea(scenes, own, ours.totals)),
    row('tracks, camera not followed', withoutCamera(tracked())),
    ...[2, 3, 5].map((n) => row(`tracks, --every ${n}`, every(n, tracked()))),
  ];
  if (!scenes.every(({ found }) => found.has('YuNet-n'))) return rows;
  return [...rows, { name: 'YuNet-n, tracks', totals: total(scenes, 'YuNet-n', tracked()) }];
}

/** Each frame by itself at the threshold at which it masks as much as something else. */
function sameArea(scenes: readonly Scene[], detector: string, { masked }: OverTime): Policy {
  let [low, high] = [0, 1];
  for (let step = 0; step < 9; step++) {
    const middle = (low + high) / 2;
    if (total(scenes, detector, eachFrame(middle)).masked > masked) low = middle;
    else high = middle;
  }
  return eachFrame(high);
}

function switches(scenes: readonly Scene[]): number {
  return scenes.reduce(
    (sum, { truth, found, picture }) => sum + switchesOf(truth, linkTracks(lookedAt(found.get('farface')!), picture)),
    0,
  );
}

/** The table in Markdown. */
export function markdown(rows: readonly Row[]): string {
  const percent = (part: number, of: number) => `${((100 * part) / of).toFixed(2)} %`;
  const lines = rows.map(({ name, totals: t, switches: own }) =>
    [
      name,
      percent(t.exposedFrames, t.faceFrames),
      percent(t.everExposed, t.faces),
      percent(t.innerExposed, t.innerFrames),
      (t.masked / t.trueArea).toFixed(2),
      (t.flickers / t.faces).toFixed(2),
      own ?? '',
    ].join(' | '),
  );
  const head =
    'masks | exposed face-frames | faces ever exposed | exposed between first and last hidden | masked ÷ true area | flickers a face | identity switches';
  return [`| ${head} |`, '|---|---|---|---|---|---|---|', ...lines.map((line) => `| ${line} |`)].join('\n');
}
