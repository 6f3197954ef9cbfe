import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginHistory, redo, step, undo } from './history.js';
import { boxBetween, cornerAt, regionAt } from './hit.js';
import {
  foundRegions,
  hiddenRegions,
  standingOf,
  toggled,
  withAdded,
  withBox,
  withNearlyHidden,
  without,
} from './region.js';
import { fit, panned, showing, toPhoto, zoomed } from './view.js';

const box = (x: number, y: number, side = 10) => ({ x, y, width: side, height: side });
const found = foundRegions([
  { box: box(0, 0), score: 0.9 },
  { box: box(50, 0), score: 0.15 },
]);
const standings = (regions: typeof found) => regions.map((region) => standingOf(region, 0.2));

test('the score decides what is hidden until the user does, whatever the threshold is then', () => {
  assert.deepEqual(standings(found), ['hidden', 'nearly']);
  const once = toggled(toggled(found, 1, 0.2), 2, 0.2);
  assert.deepEqual(standings(once), ['shown', 'hidden']);
  assert.deepEqual(
    hiddenRegions(once, 0.99).map(({ id }) => id),
    [2],
  );
  assert.deepEqual(standings(toggled(once, 1, 0.2)), ['hidden', 'hidden']);
  assert.deepEqual(standings(withNearlyHidden(found, 0.2)), ['hidden', 'hidden']);
});

test('what the user draws or moves is hidden; taking it out leaves what was found in plain view', () => {
  const added = withAdded(found, box(90, 90));
  assert.deepEqual(added.at(-1), { id: 3, box: box(90, 90), decision: 'hide' });
  assert.deepEqual(without(added, 3), found);
  assert.equal(standings(withBox(found, 2, box(51, 0)))[1], 'hidden');
  assert.deepEqual(standings(without(found, 1)), ['shown', 'nearly']);
});

test('steps are undone and redone, and a new step forgets what was undone', () => {
  const third = step(step(beginHistory(1), 2), 3);
  assert.equal(undo(undo(undo(third))).value, 1);
  assert.equal(redo(undo(third)).value, 3);
  assert.equal(redo(step(undo(third), 4)).value, 4);
});

test('a click meets the smallest region under it, or the nearest within half a finger', () => {
  const regions = [{ box: box(0, 0, 100) }, { box: box(40, 40, 10) }, { box: box(200, 0, 4) }];
  assert.equal(regionAt(regions, { x: 45, y: 45 }, 1), regions[1]);
  assert.equal(regionAt(regions, { x: 10, y: 10 }, 1), regions[0]);
  assert.equal(regionAt(regions, { x: 212, y: 2 }, 1), regions[2]);
  assert.equal(regionAt(regions, { x: 220, y: 2 }, 1), undefined);
  // A photo that is shown at a tenth: 12 CSS pixels are 120 of the photo's.
  assert.equal(regionAt(regions, { x: 300, y: 2 }, 0.1), regions[2]);
  assert.equal(cornerAt(box(0, 0, 100), { x: 98, y: 103 }, 1), 'se');
  assert.deepEqual(boxBetween({ x: 9, y: 4 }, { x: 3, y: 4 }), { x: 3, y: 4, width: 6, height: 1 });
});

test('zooming leaves in place what lies under the pointer, and never loses the photo', () => {
  const [photo, stage] = [
    { width: 4000, height: 3000 },
    { width: 800, height: 600 },
  ];
  const whole = fit(photo, stage);
  assert.ok(whole.scale < 0.2 && whole.x >= 16 - 1e-9);
  const at = { x: 300, y: 200 };
  const near = zoomed(whole, 8, at, photo, stage);
  const [before, after] = [toPhoto(whole, at), toPhoto(near, at)];
  assert.ok(Math.hypot(before.x - after.x, before.y - after.y) < 1e-6);
  assert.deepEqual(zoomed(near, 1e-9, at, photo, stage), whole);
  const far = panned(near, 1e6, 1e6, photo, stage);
  assert.deepEqual([far.x, far.y], [400, 300]);
  const shown = showing(whole, { x: 3990, y: 2990, width: 6, height: 8 }, 72, photo, stage);
  assert.equal(shown.scale, 9);
  assert.equal(showing(shown, { x: 3990, y: 2990, width: 6, height: 8 }, 72, photo, stage), shown);
});
