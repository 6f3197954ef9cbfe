import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { statedSize } from './stated-size.js';

const picture = () => sharp({ create: { width: 300, height: 20, channels: 3, background: '#123456' } });

test('a header states the size of a picture, whatever follows', async () => {
  for (const format of ['png', 'gif', 'jpeg'] as const) {
    const file = await picture().toFormat(format).toBuffer();
    assert.deepEqual(statedSize(file, format), { width: 300, height: 20 }, format);
  }
  const progressive = await picture()
    .jpeg({ progressive: true })
    .withExif({ IFD0: { Artist: 'me' } })
    .toBuffer();
  assert.deepEqual(statedSize(progressive, 'jpeg'), { width: 300, height: 20 });
});

test('bitmaps state it in 16 or in 32 bits, and rows from the top by a minus', () => {
  const old = Buffer.alloc(26);
  old.writeUInt32LE(12, 14);
  old.writeUInt16LE(300, 18);
  old.writeUInt16LE(20, 20);
  assert.deepEqual(statedSize(old, 'bmp'), { width: 300, height: 20 });
  const usual = Buffer.alloc(54);
  usual.writeUInt32LE(40, 14);
  usual.writeInt32LE(70_000, 18);
  usual.writeInt32LE(-20, 22);
  assert.deepEqual(statedSize(usual, 'bmp'), { width: 70_000, height: 20 });
});

test('a header that is cut off states nothing', async () => {
  for (const format of ['png', 'gif', 'jpeg', 'bmp'] as const)
    assert.equal(statedSize(new Uint8Array(5), format), undefined, format);
});
