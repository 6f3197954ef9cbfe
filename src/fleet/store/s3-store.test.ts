import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { heals } from '../healing.js';
import { sha256 } from '../results.js';
import { CREDENTIALS, startS3 } from '../testing/s3.js';
import { readPlace } from './place.js';
import { S3Store } from './s3-store.js';

Object.assign(process.env, CREDENTIALS);
const server = await startS3(['street']);
after(() => server.stop());

async function open(place: string, endpoint = server.url): Promise<S3Store> {
  const read = readPlace(place);
  assert.ok(read.kind === 's3');
  return S3Store.open(read, { endpoint });
}
const store = await open('s3://street/2026/march');
const bytes = Buffer.from('picture');

async function keysOf(place: S3Store, from?: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of place.list(from)) keys.push(key);
  return keys;
}

test('keys with odd characters are written, read, listed and removed', async () => {
  const keys = ['a.jpg', 'a.png', 'deep/ü 漢字 #?%2F+&=.jpg', 'q\'uote".jpg', '…/x (1).jpg', '\u{1f600}.jpg'];
  for (const key of keys) {
    await store.write(key, bytes, 'image/jpeg');
    const stored = await store.read(key);
    assert.deepEqual(Buffer.from(stored!.bytes), bytes, key);
    assert.match(stored!.version, /^[0-9a-f]{32}$/);
    assert.ok(await store.has(key));
  }
  assert.deepEqual(new Set(await keysOf(store)), new Set(keys));
  await store.remove('a.png');
  await store.remove('a.png');
  assert.equal(await store.read('a.png'), undefined);
  assert.equal(await store.has('a.png'), false);
});

test('what is too large for memory goes from a file to a key, and back, byte for byte', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-s3-'));
  after(() => rm(folder, { recursive: true }));
  const [from, to] = [join(folder, 'from'), join(folder, 'to')];
  const large = randomBytes(5_000_000);
  await writeFile(from, large);
  const { signal } = new AbortController();
  await store.upload('deep/walk ü.mp4', from, 'video/mp4', signal);
  const version = await store.download('deep/walk ü.mp4', to, signal);
  assert.match(version!, /^[0-9a-f]{32}$/);
  assert.ok((await readFile(to)).equals(large));
  assert.equal(await store.hashOf('deep/walk ü.mp4', signal), sha256(large));
  assert.equal(await store.download('none.mp4', to, signal), undefined);
  await store.remove('deep/walk ü.mp4');
});

test('a listing of several pages goes on behind any key, and stays below its prefix', async () => {
  const many = await open('s3://street/many');
  const next = await open('s3://street/many-more');
  await next.write('0.jpg', bytes, 'image/jpeg');
  const keys = Array.from({ length: 1_005 }, (_, index) => `${String(index).padStart(5, '0')}.jpg`);
  for (const key of keys) await many.write(key, bytes, 'image/jpeg');
  await many.write('.farface/place.json', bytes, 'application/json');
  assert.deepEqual(await keysOf(many), keys);
  assert.deepEqual(await keysOf(many, keys[1_000]), keys.slice(1_001));
  for await (const listed of many.list(keys[1_003])) {
    assert.equal(listed.bytes, bytes.length);
    assert.equal(listed.version, (await many.read(listed.key))!.version);
  }
});

test('what is wrong is named, and whether it may heal is known', async () => {
  const wrong = async (work: Promise<unknown>, expected: RegExp, healing: boolean) => {
    const error = await work.then(
      () => assert.fail('nothing was thrown'),
      (thrown: Error) => thrown,
    );
    assert.equal(error.name, 'InputError');
    assert.match(error.message, expected);
    assert.equal(heals(error), healing, error.message);
  };
  server.broken = true;
  await wrong(store.read('a.jpg'), /^s3:\/\/street\/2026\/march\/a\.jpg: cannot be read: SlowDown/, true);
  await wrong(store.write('a.jpg', bytes, 'image/jpeg'), /cannot be written: SlowDown/, true);
  await wrong(keysOf(store), /^s3:\/\/street\/2026\/march: cannot be listed: SlowDown/, true);
  server.broken = false;
  const none = await open('s3://no-such-bucket');
  await wrong(none.write('a.jpg', bytes, 'image/jpeg'), /NoSuchBucket/, false);
  await wrong(keysOf(none), /NoSuchBucket/, false);
  await wrong(store.write('x'.repeat(1_100), bytes, 'image/jpeg'), /longer than the 1024 bytes/, false);
  const gone = await open('s3://street', 'http://127.0.0.1:9');
  await wrong(gone.read('a.jpg'), /ECONNREFUSED/, true);
});
