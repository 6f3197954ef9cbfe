import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { LineFile } from './line-file.js';

test('lines follow what is there, apart from a last line that was cut short', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  const path = join(folder, 'deep', 'log');
  for (const line of ['first', 'zweite – mit Umlauten: äöü']) {
    const file = new LineFile(path);
    file.add(line);
    file.close();
  }
  assert.equal(await readFile(path, 'utf8'), 'first\nzweite – mit Umlauten: äöü\n');
  await writeFile(path, 'whole\ncut');
  const file = new LineFile(path);
  file.add('next');
  file.close();
  assert.equal(await readFile(path, 'utf8'), 'whole\ncut\nnext\n');
  await rm(folder, { recursive: true });
});
