import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { moduleText } from '../../tools/kernels/compile.js';

test('the compiled kernels are those of their source: npm run kernels writes them', async () => {
  assert.equal(await readFile(new URL('./module.ts', import.meta.url), 'utf8'), await moduleText());
});
