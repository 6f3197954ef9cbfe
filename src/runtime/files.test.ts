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

test('where it cannot be written, the file is named and what to do, and nothing is left', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  await writeFile(join(folder, 'file'), 'x');
  await assert.rejects(writeFileAtomically(join(folder, 'file', 'state'), Buffer.from('new')), {
    name: 'InputError',
    message: `${join(folder, 'file', 'state')}: cannot be written: a file stands where a folder is needed. Move it, or choose another place.`,
  });
  const long = 'x'.repeat(250);
  await writeFileAtomically(join(folder, long), 'as long as a name may be');
  await assert.rejects(writeFileAtomically(join(folder, `${long}too long`), ''), /its name is too long/);
  assert.deepEqual((await readdir(folder)).sort(), ['file', long].sort());
  await rm(folder, { recursive: true });
});

test('where the rename fails, the temporary file is removed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-'));
  await mkdir(join(folder, 'state'));
  await assert.rejects(writeFileAtomically(join(folder, 'state'), Buffer.from('new')));
  assert.deepEqual(await readdir(folder), ['state']);
  await rm(folder, { recursive: true });
});
