import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { formatOf } from './picture-format.js';

const [width, height] = [64, 48];
const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251);
const picture = () => sharp(pixels, { raw: { width, height, channels: 3 } });
const animation = sharp(Buffer.concat([pixels, pixels.toReversed()]), {
  raw: { width, height: 2 * height, channels: 3, pageHeight: height },
});

test('pictures are told by their bytes, and those of several frames are refused', async () => {
  const format = async (file: Promise<Buffer>) => formatOf(await file);
  assert.deepEqual(await format(picture().jpeg().toBuffer()), { format: 'jpeg' });
  assert.deepEqual(await format(picture().png().toBuffer()), { format: 'png' });
  assert.deepEqual(await format(picture().webp().toBuffer()), { format: 'webp' });
  assert.deepEqual(await format(picture().gif().toBuffer()), { format: 'gif' });
  assert.deepEqual(await format(picture().avif().toBuffer()), { format: 'avif' });
  assert.deepEqual(await format(picture().tiff().toBuffer()), { refusal: 'tiff' });
  assert.deepEqual(await format(animation.clone().gif().toBuffer()), { refusal: 'several-frames' });
  assert.deepEqual(await format(animation.clone().webp().toBuffer()), { refusal: 'several-frames' });
  const png = await picture().png().toBuffer();
  const animated = Buffer.concat([
    png.subarray(0, 33),
    Buffer.from('000000086163544c000000020000000000000000', 'hex'),
    png.subarray(33),
  ]);
  assert.deepEqual(formatOf(animated), { refusal: 'several-frames' });
  const boxed = (brand: string, ...more: string[]) =>
    Buffer.concat([
      Buffer.from([0, 0, 0, 16 + 4 * more.length]),
      Buffer.from(`ftyp${brand}\0\0\0\0${more.join('')}`, 'latin1'),
    ]);
  assert.deepEqual(formatOf(boxed('heic', 'mif1')), { format: 'heic' });
  assert.deepEqual(formatOf(boxed('avis', 'avif')), { refusal: 'several-frames' });
  assert.deepEqual(formatOf(boxed('msf1', 'hevc')), { refusal: 'several-frames' });
  assert.deepEqual(formatOf(boxed('isom', 'mp42')), { refusal: 'video' });
  assert.deepEqual(formatOf(boxed('qt  ')), { refusal: 'video' });
  assert.deepEqual(formatOf(Buffer.from('no picture')), { refusal: 'unknown' });
  assert.deepEqual(formatOf(new Uint8Array()), { refusal: 'empty' });
});
