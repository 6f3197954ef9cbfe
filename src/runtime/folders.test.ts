import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeFolder } from './folders.js';

const root = await mkdtemp(join(tmpdir(), 'farface-folders-'));
after(() => rm(root, { recursive: true }));

test('folders are made down to the one that is asked for, and the uppermost is told', async () => {
  assert.equal(await makeFolder(join(root, 'a', 'b', 'c')), join(root, 'a'));
  assert.ok((await stat(join(root, 'a', 'b', 'c'))).isDirectory());
  assert.equal(await makeFolder(join(root, 'a', 'b')), undefined);
});

test('a file in the way is told', async () => {
  await writeFile(join(root, 'file'), '');
  await assert.rejects(makeFolder(join(root, 'file')), { code: 'EEXIST' });
  await assert.rejects(makeFolder(join(root, 'file', 'below')), { code: 'ENOTDIR' });
});

test('where no folder can be made the system’s word comes back', { skip: !existsSync('/proc/self') }, async () => {
  await assert.rejects(makeFolder('/proc/nothing/at/all'), { code: 'ENOENT' });
});
