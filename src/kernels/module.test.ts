import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { canCompile, moduleText } from '../../tools/kernels/compile.js';

const skip = canCompile ? false : 'no AssemblyScript here: npm ci installs it';

test('the compiled kernels are those of their source: npm run kernels writes them', { skip }, async () => {
  assert.equal(await readFile(new URL('./module.ts', import.meta.url), 'utf8'), await moduleText());
});
