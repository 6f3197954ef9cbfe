import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { OwnFiles } from './own-files.js';

const folders: string[] = [];
let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-own-'));
  folders.push(folder);
});
after(() => Promise.all(folders.map((path) => rm(path, { recursive: true }))));

const at = (name: string) => join(folder, name);
const names = async () => (await readdir(folder, { recursive: true })).filter((name) => !name.startsWith('.')).sort();
const isPage = (name: string) => /^page-\d+$/.test(name);
const refused = (name: string) => ({
  name: 'InputError',
  message: new RegExp(
    `^${at(name)}: farface did not write this file, or it has been changed since\\. Move it, or choose`,
  ),
});

test('what an earlier run wrote is replaced and removed', async () => {
  const first = await OwnFiles.open(folder, 0o600);
  for (const name of ['page-1', 'page-2', 'deep/page-1', 'odd\nname']) await first.write(name, name);
  assert.equal((await stat(at('page-1'))).mode & 0o777, 0o600);
  const second = await OwnFiles.open(folder);
  await second.write('page-1', 'new');
  await second.write('odd\nname', 'new');
  await second.clear((name) => name === 'page-2');
  assert.deepEqual(await names(), ['deep', 'deep/page-1', 'odd\nname', 'page-1']);
  await (await OwnFiles.open(folder)).clear(isPage, 'deep');
  assert.deepEqual(await names(), ['deep', 'odd\nname', 'page-1']);
  assert.equal(await readFile(at('page-1'), 'utf8'), 'new');
});

test('what somebody else wrote, or changed, stays, and nothing is removed beside it', async () => {
  await (await OwnFiles.open(folder)).write('page-1', 'mine');
  await writeFile(at('page-123'), 'theirs');
  const files = await OwnFiles.open(folder);
  await assert.rejects(files.clear(isPage), refused('page-123'));
  await assert.rejects(files.write('page-123', 'mine'), refused('page-123'));
  await appendFile(at('page-1'), ', edited');
  await assert.rejects(files.write('page-1', 'mine'), refused('page-1'));
  assert.deepEqual(await names(), ['page-1', 'page-123']);
  await writeFile(at('photo'), 'theirs');
  await symlink('photo', at('page-4'));
  await assert.rejects(files.write('page-4', 'mine'), refused('page-4'));
  await mkdir(at('page-5'));
  await assert.rejects(files.write('page-5', 'mine'), refused('page-5'));
  assert.equal(await readFile(at('photo'), 'utf8'), 'theirs');
});

test('a kill between record and file, or within a line of the record, loses nothing', async () => {
  const files = await OwnFiles.open(folder);
  await files.write('page-1', 'old');
  const file = await files.begin('page-1');
  await file.write('new');
  await file.discard();
  // The record of what was never written, then half of one.
  const record = await readFile(at('.farface-files.jsonl'), 'utf8');
  await appendFile(at('.farface-files.jsonl'), record.replace(/"sha256":"./, '"sha256":"0').slice(0, -20));
  const next = await OwnFiles.open(folder);
  await next.write('page-2', 'more');
  await (await OwnFiles.open(folder)).clear(isPage);
  assert.deepEqual(await names(), []);
});

test('a folder that cannot be made is named', async () => {
  await writeFile(at('file'), '');
  await assert.rejects(OwnFiles.open(at('file')), {
    name: 'InputError',
    message: /file: cannot be made or listed: a file stands where a folder is needed\. Move it/,
  });
});
