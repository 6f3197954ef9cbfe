import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Names } from './names.js';

test('saved photos are told from their originals, and no two have one name', () => {
  const names = new Names();
  assert.equal(names.of('march/crowd.JPG', 'jpg'), 'march/crowd-hidden.jpg');
  assert.equal(names.of('march/crowd.png', 'jpg'), 'march/crowd-hidden-2.jpg');
  assert.equal(names.of('March/Crowd', 'jpg'), 'March/Crowd-hidden-3.jpg', 'some file systems see no difference');
  assert.equal(names.of('v1.2/photo', 'png'), 'v1.2/photo-hidden.png');
  assert.equal(names.of('march/.jpg', 'jpg'), 'march/.jpg-hidden.jpg', 'no name begins with a dash');
});
