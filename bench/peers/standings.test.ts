import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { found, markedFace, markedPhoto } from '../../src/evaluate/testing/photos.js';
import { DetectionCache } from './cache.js';
import { contestants } from './contestants.js';
import { standingOf } from './standings.js';
import { standingsTable } from './table.js';

const small = [5, 5, 10, 10] as const;
const large = [50, 50, 40, 40] as const;
const nothing = [200, 0, 10, 10] as const;

test('a contestant is scored on each set and height, and its time compared with the reference’s', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'farface-standings-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const cache = new DetectionCache(join(folder, 'a.jsonl'));
  const times = { milliseconds: 30, referenceMilliseconds: 10 };
  cache.add({ photo: 'event/first', ...times, faces: [found(0.9, large), found(0.8, nothing), found(0.5, small)] });
  cache.add({ photo: 'event/second', milliseconds: 10, referenceMilliseconds: 30, faces: [] });
  const photos = [markedPhoto('event/first', markedFace(small), markedFace(large)), markedPhoto('event/second')];
  const contestant = contestants[0]!;
  const prepared = { detect: async () => [], dispose: async () => {} };
  const standing = standingOf({ id: 'a', contestant, prepared, cache }, photos, {
    easy: new Map([['event/first', [1]]]),
    medium: new Map([['event/first', [1]]]),
    hard: new Map([['event/first', [0, 1]]]),
  });

  // Hard: right, wrong, right: ½ · 1 + ½ · ⅔.
  assert.deepEqual(
    standing.sets.map(({ name, averagePrecision }) => [name, Number(averagePrecision.toFixed(4))]),
    [
      ['easy', 1],
      ['medium', 1],
      ['hard', 0.8333],
    ],
  );
  // 8–12: the large face's detection is neither right nor wrong, so wrong, right: 1 · ½.
  const heights = new Map(standing.heights.map(({ name, averagePrecision }) => [name, averagePrecision]));
  assert.equal(heights.get('8–12'), 0.5);
  assert.equal(heights.get('32–64'), 1);
  assert.ok(Number.isNaN(heights.get('64+')));
  assert.deepEqual(standing.tiny, { name: '8–16', averagePrecision: 0.5 });
  assert.equal(standing.milliseconds, 20);
  assert.equal(standing.ratio, 1);

  const [head, row] = standingsTable([standing]).split('\n');
  assert.match(head!, /^contestant +easy +medium +hard +4–8 +8–12 .*64\+ +ms +× reference$/);
  assert.match(row!, /1\.000\* +1\.000\* +0\.833\* +– +0\.500\* /);
});
