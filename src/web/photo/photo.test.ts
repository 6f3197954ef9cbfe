import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import type { Image } from '../../image/image.js';
import { formatOf } from '../../image/picture-format.js';
import { blur, mosaic } from './appearance.js';
import { difference } from './compare.js';
import { covered } from './cover.js';
import { foreignParts, SAVED_FORMATS } from './saved-format.js';
import { thumbnailOf } from './thumbnail.js';

const [width, height] = [64, 48];
const photo: Image = {
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) % 251),
};
const picture = () => sharp(photo.data, { raw: { width, height, channels: 3 } });
const animation = sharp(Buffer.concat([photo.data, photo.data.toReversed()]), {
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

test('a saved file may hold its picture and nothing else', async () => {
  const exif = { IFD0: { Artist: 'me' } };
  for (const format of ['jpeg', 'png', 'webp'] as const) {
    const saved = SAVED_FORMATS[format];
    assert.deepEqual(foreignParts(await picture().toFormat(format).toBuffer(), saved), [], format);
    const tagged = await picture().withExif(exif).toFormat(format).toBuffer();
    assert.notDeepEqual(foreignParts(tagged, saved), [], `${format} with EXIF`);
  }
  const jpeg = await picture().jpeg({ progressive: true }).toBuffer();
  assert.deepEqual(foreignParts(jpeg, SAVED_FORMATS.jpeg), []);
  assert.deepEqual(foreignParts(Buffer.concat([jpeg, jpeg]), SAVED_FORMATS.jpeg), ['bytes after the end']);
  assert.deepEqual(foreignParts(jpeg.subarray(0, -20), SAVED_FORMATS.jpeg), ['no end']);
  const comment = Buffer.concat([jpeg.subarray(0, 2), Buffer.from([0xff, 0xfe, 0, 4, 65, 66]), jpeg.subarray(2)]);
  assert.deepEqual(foreignParts(comment, SAVED_FORMATS.jpeg), ['0xFFFE']);
});

test('black covers every pixel that a mask touches, and nothing else', () => {
  const look = { hiding: 'solid', shape: 'ellipse', scale: 1 } as const;
  const hidden = covered(photo, [{ box: { x: 10.5, y: 8, width: 9, height: 12 }, round: 0 }], look);
  const at = (image: Image, x: number, y: number) => [
    ...image.data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
  ];
  assert.deepEqual(at(hidden, 15, 14), [0, 0, 0]);
  assert.deepEqual(at(hidden, 10, 14), [0, 0, 0], 'half a pixel is hidden as well');
  assert.deepEqual(at(hidden, 10, 8), at(photo, 10, 8), 'the corner of the box is outside of the oval');
  assert.deepEqual(at(hidden, 40, 40), at(photo, 40, 40));
  assert.deepEqual(covered(photo, [{ box: { x: 500, y: 500, width: 5, height: 5 }, round: 0 }], look).data, photo.data);
});

test('mosaic and blur keep the mean and lose the detail', () => {
  const mean = ({ data }: Image) => data.reduce((sum, value) => sum + value, 0) / data.length;
  const detail = ({ data }: Image) => Math.sqrt(data.reduce((sum, value) => sum + (value - 125) ** 2, 0) / data.length);
  for (const hide of [mosaic, blur]) {
    const [weak, strong] = [hide(photo, 40, 0.1), hide(photo, 40, 0.4)];
    assert.ok(Math.abs(mean(weak) - mean(photo)) < 2, hide.name);
    assert.ok(Math.max(detail(weak), detail(strong)) < detail(photo) / 5, hide.name);
  }
  const colours = new Set(
    Array.from({ length: width * height }, (_, i) =>
      mosaic(photo, 40, 0.4)
        .data.subarray(3 * i, 3 * i + 3)
        .join(),
    ),
  );
  assert.ok(colours.size <= 4 * 3, '64 × 48 pixels in cells of 16');
});

test('a saved picture is compared mask by mask', async () => {
  const look = { hiding: 'solid', shape: 'box', scale: 1 } as const;
  const faces = [
    { box: { x: 4, y: 4, width: 8, height: 8 }, round: 0 },
    { box: { x: 40, y: 30, width: 5, height: 5 }, round: 0 },
  ];
  const smooth = thumbnailOf({ width: 640, height: 480, data: new Uint8Array(640 * 480 * 3).fill(140) }, 64);
  const painted = covered(smooth, faces, look);
  const jpeg = await sharp(painted.data, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg({ quality: 95 })
    .toBuffer();
  const saved: Image = { width: 64, height: 48, data: await sharp(jpeg).raw().toBuffer() };
  assert.equal(difference(saved, painted, faces, look), undefined);
  assert.equal(
    difference(covered(smooth, faces.slice(1), look), painted, faces, look),
    'mask',
    'one face is in plain view',
  );
  assert.equal(
    difference({ ...saved, data: new Uint8Array(saved.data.length).fill(255) }, painted, faces, look),
    'picture',
  );
  assert.equal(difference({ width: 48, height: 64, data: saved.data }, painted, faces, look), 'size');
});
