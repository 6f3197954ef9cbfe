import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { temporaryStem } from '../runtime/growing-file.js';
import { removeLeftovers } from './leftovers.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-leftovers-'));
after(() => rm(folder, { recursive: true }));

test('leftovers of a killed run go, those of a running one and other files stay', async () => {
  const dead = 2 ** 22 + 1;
  const name = (file: string, id: number) => `${temporaryStem(file)}${id}-1.tmp`;
  const names = [name('a.jpg', dead), name('a.jpg', process.pid), name('other.jpg', dead)];
  for (const name of names) await writeFile(join(folder, name), '');
  await removeLeftovers([join(folder, 'a.jpg'), join(folder, 'absent', 'x.jpg')]);
  assert.deepEqual((await readdir(folder)).sort(), names.slice(1).sort());
});
