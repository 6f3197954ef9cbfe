import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { ASSEMBLED, assemble } from '../../../tools/kernels/assemble.js';

test('the assembled kernels are those that are written', async () => {
  assert.equal(await readFile(ASSEMBLED, 'utf8'), await assemble(), 'run `npm run kernels`');
});
