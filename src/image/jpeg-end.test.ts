import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { decodePhoto } from '../platform/node/decode-photo.js';
import { readImage } from '../platform/node/read-image.js';
import { createRandom } from '../random/random.js';
import { lacksEnd } from './jpeg-end.js';

const random = createRandom(3, 3);
const noise = Uint8Array.from({ length: 96 * 64 * 3 }, () => Math.floor(random() * 256));
const picture = sharp(noise, { raw: { width: 96, height: 64, channels: 3 } });
const files = {
  baseline: await picture.clone().jpeg().toBuffer(),
  progressive: await picture.clone().jpeg({ progressive: true }).toBuffer(),
};

for (const [name, file] of Object.entries(files)) {
  test(`${name}: without its end marker it is read, to the same pixels, and a warning says so`, async () => {
    const cut = file.subarray(0, -2);
    assert.deepEqual([lacksEnd(file), lacksEnd(cut)], [false, true]);
    const [whole, mended] = [await decodePhoto(file), await decodePhoto(cut, { name: 'n.jpg' })];
    assert.deepEqual(mended.frames[0]!.samples, whole.frames[0]!.samples);
    assert.deepEqual(whole.warnings, []);
    assert.match(mended.warnings[0]!, /^n\.jpg: lacks the end marker of a JPEG\./);
    assert.deepEqual(await readImage(cut), await readImage(file));
    // Half of the marker is as good as none.
    assert.equal((await decodePhoto(file.subarray(0, -1))).warnings.length, 1);
  });

  test(`${name}: where some of the picture is missing too, it stays damaged`, async () => {
    for (const missing of [40, 400, file.length >> 1]) {
      await assert.rejects(
        decodePhoto(file.subarray(0, -missing), { name: 'cut.jpg' }),
        /cut\.jpg: is damaged or cut off/,
      );
      await assert.rejects(
        readImage(file.subarray(0, -missing), { name: 'cut.jpg' }),
        /cut\.jpg: is damaged or cut off/,
      );
    }
  });
}

test('data behind the end marker, and markers in thumbnails, are no end that is missing', () => {
  assert.equal(lacksEnd(Buffer.concat([files.baseline, Buffer.alloc(10)])), false);
  const thumbnail = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 8]), Buffer.from([0xff, 0xd8, 0xff, 0xd9, 1, 2])]);
  const marked = Buffer.concat([files.baseline.subarray(0, 2), thumbnail, files.baseline.subarray(2)]);
  assert.deepEqual([lacksEnd(marked), lacksEnd(marked.subarray(0, -2))], [false, true]);
  for (const other of [new Uint8Array(), Uint8Array.of(0xff), Uint8Array.of(0x89, 0x50, 0x4e, 0x47)]) {
    assert.equal(lacksEnd(other), false);
  }
});
