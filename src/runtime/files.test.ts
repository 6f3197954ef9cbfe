import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeFileAtomically } from './files.js';

test('a file is replaced whole, and nothing else is left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  const path = join(folder, 'state');
  await writeFile(path, 'old');
  await writeFileAtomically(path, Buffer.from('new'));
  assert.equal(await readFile(path, 'utf8'), 'new');
  assert.deepEqual(await readdir(folder), ['state']);
  await rm(folder, { recursive: true });
});

test('who may not read the file may not read the new one either', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  const path = join(folder, 'state');
  await writeFile(path, 'old');
  await chmod(path, 0o640);
  await writeFileAtomically(path, 'new');
  assert.equal((await stat(path)).mode & 0o777, 0o640);
  await rm(folder, { recursive: true });
});

test('where it cannot be written, nothing changes and nothing is left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  await assert.rejects(writeFileAtomically(join(folder, 'missing', 'state'), Buffer.from('new')), { code: 'ENOENT' });
  assert.deepEqual(await readdir(folder), []);
  await rm(folder, { recursive: true });
});

test('where the rename fails, the temporary file is removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  await mkdir(join(folder, 'state'));
  await assert.rejects(writeFileAtomically(join(folder, 'state'), Buffer.from('new')));
  assert.deepEqual(await readdir(folder), ['state']);
  await rm(folder, { recursive: true });
});
