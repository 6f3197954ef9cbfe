import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseSubset } from './subset.js';
import { markedPhoto } from './testing/photos.js';

// In the order of an annotation file, which is not that of names.
const PHOTOS = ['10--B/b', '10--B/a', '1--A/c', '1--A/a', '1--A/b'].map((key) => markedPhoto(key));
const names = (subset: ReturnType<typeof chooseSubset>) => subset.photos.map(({ event, name }) => `${event}/${name}`);

test('takes every Nth photo sorted by event and name, from the first, and says so', () => {
  const subset = chooseSubset(PHOTOS, { every: 2 });
  assert.deepEqual(names(subset), ['1--A/a', '1--A/c', '10--B/b']);
  assert.equal(subset.label, 'subset: 3 of 5 photos (every 2nd)');
});

test('takes every Nth photo from another one on', () => {
  const subset = chooseSubset(PHOTOS, { every: 2, offset: 1 });
  assert.equal(subset.label, 'subset: 2 of 5 photos (every 2nd from the 2nd)');
  assert.ok(names(subset).every((name) => !names(chooseSubset(PHOTOS, { every: 2 })).includes(name)));
  assert.throws(() => chooseSubset(PHOTOS, { every: 2, offset: 2 }), { name: 'InputError', message: /less than 2/ });
});

test('takes events by name or number', () => {
  const subset = chooseSubset(PHOTOS, { events: ['10', '1--A'], every: 5 });
  assert.deepEqual(names(subset), ['1--A/a']);
  assert.equal(subset.label, 'subset: 1 of 5 photos (events 10, 1--A; every 5th)');
  assert.deepEqual(names(chooseSubset(PHOTOS, { events: ['1'] })), ['1--A/a', '1--A/b', '1--A/c']);
  assert.throws(() => chooseSubset(PHOTOS, { events: ['2'] }), { name: 'InputError', message: /^2: no such event/ });
});

test('the whole is no subset; what is left of a part is', () => {
  assert.equal(chooseSubset(PHOTOS).label, undefined);
  assert.equal(chooseSubset(PHOTOS, {}, 3).label, 'subset: 5 of 8 photos (those present)');
});
