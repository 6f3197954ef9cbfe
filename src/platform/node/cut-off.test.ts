import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { createRandom } from '../../random/random.js';
import { decodePhoto } from './decode-photo.js';
import { readImage } from './read-image.js';

const [WIDTH, HEIGHT] = [120, 100];
const random = createRandom(5, 5);
const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
const noise = Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => Math.floor(random() * 256));
const picture = sharp(noise, { raw });
const other = sharp(noise.toReversed(), { raw });
const animation = sharp([await picture.clone().png().toBuffer(), await other.png().toBuffer()], {
  join: { animated: true },
});

const files = {
  'a JPEG': await picture.clone().jpeg().toBuffer(),
  'a grey JPEG': await picture.clone().toColourspace('b-w').jpeg().toBuffer(),
  'a progressive JPEG': await picture.clone().jpeg({ progressive: true }).toBuffer(),
  'a PNG': await picture.clone().png().toBuffer(),
  'a WebP': await picture.clone().webp().toBuffer(),
  'an animated WebP': await animation.clone().webp().toBuffer(),
  'a GIF': await picture.clone().gif().toBuffer(),
  'an animated GIF': await animation.clone().gif().toBuffer(),
  'a TIFF': await picture.clone().tiff({ compression: 'lzw' }).toBuffer(),
  'a TIFF in tiles': await tiled('none'),
  'a TIFF in tiles, packed': await tiled('deflate'),
};

function tiled(compression: 'none' | 'deflate') {
  return picture.clone().tiff({ compression, tile: true, tileWidth: 64, tileHeight: 64 }).toBuffer();
}

for (const [name, file] of Object.entries(files)) {
  test(`${name} that is cut off anywhere is refused, or shows all that the whole one shows`, async () => {
    const samplesOf = async (bytes: Uint8Array) =>
      (await decodePhoto(bytes, { name: 'cut' })).frames.map(({ samples }) => samples);
    const whole = await samplesOf(file);
    for (let part = 1; part < 24; part++) {
      const cut = file.subarray(0, Math.floor((file.length * part) / 24));
      const shown = await samplesOf(cut).catch((error: Error) => error);
      if (shown instanceof Error) assert.match(shown.message, /^cut: is (damaged|not a picture)/);
      else assert.deepEqual(shown, whole, `cut at ${cut.length} of ${file.length}`);
    }
  });
}

test('a tile that is damaged, and an animation that is cut off, are damage to whoever reads the picture', async () => {
  const damaged = Buffer.from(files['a TIFF in tiles, packed']);
  damaged.fill(0xff, 1000, 1100);
  const cut = files['an animated GIF'].subarray(0, -100);
  for (const file of [damaged, cut]) {
    await assert.rejects(decodePhoto(file, { name: 'x' }), /^InputError: x: is damaged or cut off/);
    await assert.rejects(readImage(file, { name: 'x' }), /^InputError: x: is damaged or cut off/);
  }
});

test('a GIF without its trailer, and one with data behind it, are whole', async () => {
  const file = files['an animated GIF'];
  for (const one of [file.subarray(0, -1), Buffer.concat([file, Buffer.alloc(9, 7)])]) {
    assert.equal((await decodePhoto(one)).frames.length, 2);
  }
});

test('colours that decoders of TIFF would take for others are refused', async () => {
  const file = await picture.clone().tiff({ compression: 'none' }).toBuffer();
  // PhotometricInterpretation, a SHORT: RGB becomes YCbCr.
  const at = file.indexOf(Buffer.from([0x06, 0x01, 3, 0, 1, 0, 0, 0, 2, 0]));
  file[at + 8] = 6;
  await assert.rejects(decodePhoto(file, { name: 'y.tif' }), /y\.tif: has colours of TIFF's kind 6/);
  const jpeg = await picture.clone().tiff({ compression: 'jpeg' }).toBuffer();
  assert.equal((await decodePhoto(jpeg)).frames.length, 1);
});
