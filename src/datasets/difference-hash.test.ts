import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { InputError } from '../errors/errors.js';
import { differenceHash, hashDistance, readHashes } from './difference-hash.js';
import { withoutHeldOut } from './leave-out-copies.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-hash-'));
after(() => rm(folder, { recursive: true }));

/** 17 × 16 pixels, of which only the second of a row may be brighter. */
const rows = (bright: (row: number) => boolean) =>
  sharp(
    Buffer.from(Array.from({ length: 17 * 16 }, (_, i) => (i % 17 === 1 && bright(Math.floor(i / 17)) ? 200 : 100))),
    { raw: { width: 17, height: 16, channels: 1 } },
  )
    .png()
    .toBuffer();

test('a bit for each pixel that is darker than its right neighbour, rows from the top', async () => {
  const hash = await differenceHash(await rows((row) => row < 2));
  assert.deepEqual([...hash], [0x8000, 0x8000, ...new Array<number>(14).fill(0)]);
  assert.equal(hashDistance(hash, await differenceHash(await rows((row) => row === 1))), 1);
});

test('hashes are read from lines of 64 hexadecimal digits, and what is none is named', async () => {
  const path = join(folder, 'hashes.txt');
  await writeFile(path, `${'8000'.repeat(2)}${'0'.repeat(56)}\n\n`);
  assert.equal(hashDistance((await readHashes(path))[0]!, await differenceHash(await rows((row) => row < 2))), 0);
  await writeFile(path, `${'0'.repeat(64)}\nnothing\n`);
  await assert.rejects(
    readHashes(path),
    (error: Error) => error instanceof InputError && error.message.includes(':2:'),
  );
});

test('copies of photos that are held out do not train, smaller or saved again', async () => {
  const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const photo = sharp(join(demo, 'sample1.jpg'));
  const write = async (name: string, picture: Sharp) => {
    await picture.toFile(join(folder, name));
    return { event: '', name, path: join(folder, name), faces: [] };
  };
  const original = await write('original.png', photo.clone());
  const copy = await write('copy.jpg', photo.clone().resize(400).jpeg({ quality: 60 }));
  const other = await write('other.png', photo.clone().flop());
  const { photos, leftOut } = await withoutHeldOut([copy, other], [await differenceHash(original.path)]);
  assert.deepEqual([photos, leftOut], [[other], 1]);
});
