import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { canCompile, KERNELS, moduleText } from '../tools/kernels/compile.js';

const skip = canCompile ? false : 'no AssemblyScript here: npm ci installs it';

for (const { source, target } of KERNELS)
  test(`what is compiled of assembly/${source} is of that source: npm run kernels writes it`, { skip }, async () => {
    assert.equal(await readFile(target, 'utf8'), await moduleText(source));
  });
