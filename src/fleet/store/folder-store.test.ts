import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { FolderStore } from './folder-store.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-store-'));
after(() => rm(folder, { recursive: true }));
const store = new FolderStore(join(folder, 'results'));
const bytes = Buffer.from('picture');

async function keysOf(place: FolderStore, from?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of place.list(from)) keys.push(key);
  return keys;
}

test('what is written is read, and leaves nothing else behind', async () => {
  for (const key of [
    'a.jpg',
    'deep/er/ü 漢字 #?%+&.jpg',
    'deep/…/-rf.jpg',
    'A.JPG',
    ' .jpg',
    'q\'uote".jpg',
    'new\nline.jpg',
  ]) {
    await store.write(key, bytes);
    assert.deepEqual(Buffer.from((await store.read(key))!.bytes), bytes, key);
    assert.ok(await store.has(key));
  }
  assert.deepEqual(await readdir(join(folder, 'results/.farface/temporary')), []);
  await store.remove('a.jpg');
  await store.remove('a.jpg');
  assert.equal(await store.read('a.jpg'), undefined);
  assert.equal(await store.has('a.jpg'), false);
});

test('no key leads out of the folder', async () => {
  const bad = [
    '../out.jpg',
    'a/../../out.jpg',
    '/etc/out.jpg',
    'a//b.jpg',
    './a.jpg',
    'a/.',
    '..',
    '',
    'a\0.jpg',
    `${'x'.repeat(256)}.jpg`,
  ];
  for (const key of bad) {
    await assert.rejects(
      store.write(key, bytes),
      { name: 'InputError', message: /so that it can be no file in .*results\.$/ },
      key,
    );
    await assert.rejects(store.read(key), { name: 'InputError' }, key);
    await assert.rejects(store.remove(key), { name: 'InputError' }, key);
  }
  assert.deepEqual(await readdir(folder), ['results']);
});

test('a listing has the order of bytes, as S3 has it, and goes on behind any key', async () => {
  const root = join(folder, 'listed');
  const keys = ['a-b/1.jpg', 'a.jpg', 'a/1.jpg', 'a/b/2.jpg', 'a0.jpg', 'b.jpg', 'z/\u{ff5e}.jpg', 'z/\u{1f600}.jpg'];
  for (const key of [...keys, '.farface/place.json']) {
    await mkdir(dirname(join(root, key)), { recursive: true });
    await writeFile(join(root, key), key);
  }
  await symlink('..', join(root, 'a/circle'));
  const place = new FolderStore(root);
  assert.deepEqual(await keysOf(place), keys);
  for (const [index, key] of keys.entries()) assert.deepEqual(await keysOf(place, key), keys.slice(index + 1), key);
  assert.deepEqual(await keysOf(place, 'a/a'), keys.slice(3), 'a key that is gone');
});

test('a version changes with the file', async () => {
  await store.write('v.jpg', bytes);
  const before = (await store.read('v.jpg'))!.version;
  await store.write('v.jpg', Buffer.from('another picture'));
  assert.notEqual((await store.read('v.jpg'))!.version, before);
});

test('a folder that cannot be listed, and a file that is a folder, are named', async () => {
  await assert.rejects(keysOf(new FolderStore(join(folder, 'none'))), {
    message: /none: cannot be listed: there is no such folder/,
  });
  await assert.rejects(store.write('deep', bytes), { name: 'InputError', message: /deep: cannot be written/ });
  await assert.rejects(store.read('deep'), { name: 'InputError', message: /deep/ });
  await assert.rejects(store.remove('deep'), { name: 'InputError', message: /deep: cannot be removed/ });
});
