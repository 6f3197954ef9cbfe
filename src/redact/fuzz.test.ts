import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzz } from './testing/fuzz.js';

test('damaged pictures are redacted or refused by name, and leave no part of a file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-fuzz-'));
  t.after(() => rm(folder, { recursive: true }));
  const { redacted, refused, defects } = await fuzz(80, folder);
  assert.deepEqual(defects, []);
  assert.equal(redacted + refused, 80);
  assert.ok(
    redacted >= 8 && refused >= 8,
    `${redacted} redacted, ${refused} refused: the damage is neither total nor none`,
  );
});
