import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles } from '../detect/testing/bright-rectangles.js';
import { jpegQuality } from '../image/jpeg-quality.js';
import { readImage } from '../platform/node/read-image.js';
import { redact } from './redact.js';

const detector = new Detector(new BrightRectangles());
const [WIDTH, HEIGHT] = [120, 80];
const FACE = { x: 30, y: 20, width: 16, height: 20 };

/** A dim slope of colours with a white rectangle for a face. */
function scene(): Sharp {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const white = x >= 30 && x < 46 && y >= 20 && y < 40;
      data.set(white ? [255, 255, 255] : [x, y, 60 + ((x + y) >> 2)], (y * WIDTH + x) * 3);
    }
  }
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
}

const FILES: Record<string, () => Sharp> = {
  'JPEG 4:2:0': () => scene().jpeg({ quality: 71 }),
  'JPEG 4:4:4, progressive': () => scene().jpeg({ quality: 93, chromaSubsampling: '4:4:4', progressive: true }),
  'JPEG, grey': () => scene().toColourspace('b-w').jpeg({ quality: 80 }),
  'JPEG, Display P3': () => scene().withIccProfile('p3').jpeg({ quality: 90 }),
  PNG: () => scene().png(),
  'PNG, 16 bits': () => scene().toColourspace('rgb16').png(),
  'PNG, 16 bits, Display P3': () => scene().toColourspace('rgb16').withIccProfile('p3').png(),
  'PNG, 16 bits, grey': () => scene().toColourspace('grey16').png(),
  'PNG with transparency': () => scene().ensureAlpha(0.9).png(),
  'WebP, lossless': () => scene().webp({ lossless: true }),
  WebP: () => scene().webp({ quality: 90 }),
  AVIF: () => scene().avif({ quality: 80 }),
  'AVIF, 10 bits': () => scene().toColourspace('rgb16').avif({ quality: 80, bitdepth: 10 }),
  TIFF: () => scene().tiff({ compression: 'lzw' }),
  'TIFF, 16 bits': () => scene().toColourspace('rgb16').tiff({ compression: 'none' }),
};

const LOSSLESS = /PNG|lossless|TIFF/;

const kept = ({ format, space, channels, depth, bitsPerSample, isProgressive, chromaSubsampling, icc }: Metadata) => ({
  ...{ format, space, channels, depth, bitsPerSample, isProgressive, chromaSubsampling },
  profile: icc?.toString('base64'),
});

for (const [name, make] of Object.entries(FILES)) {
  test(`${name}: written as it was, the rest of the picture unchanged`, async () => {
    const file = await make().toBuffer();
    const { data, regions } = await redact(file, detector, { color: 'black', shape: 'box', scale: 1 });
    assert.equal(regions.length, 1);
    assert.deepEqual(kept(await sharp(data).metadata()), kept(await sharp(file).metadata()));
    if (name.startsWith('JPEG')) assert.equal(jpegQuality(data), jpegQuality(file));

    const [before, after] = [await readImage(file), await readImage(data)];
    let [worst, sum, count] = [0, 0, 0];
    for (let y = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++) {
        // Lossy formats ring around the mask's edge, within the blocks that it cuts.
        if (x >= 16 && x < 64 && y >= 0 && y < 64) continue;
        for (let at = (y * WIDTH + x) * 3, end = at + 3; at < end; at++) {
          const difference = Math.abs(before.data[at]! - after.data[at]!);
          worst = Math.max(worst, difference);
          sum += difference;
          count += 1;
        }
      }
    }
    assert.ok(LOSSLESS.test(name) ? worst === 0 : sum / count < 1.5, `worst ${worst}, mean ${sum / count}`);
    const middle = ((FACE.y + 10) * WIDTH + FACE.x + 8) * 3;
    const dark = name.includes('transparency') ? 0 : 12;
    for (const value of after.data.subarray(middle, middle + 3)) assert.ok(value <= dark, `${name}: ${value}`);
  });
}

test('grey with transparency stays that, all of it as it was', async () => {
  for (const space of ['b-w', 'grey16'] as const) {
    const file = await scene().toColourspace(space).ensureAlpha(0.5).png().toBuffer();
    assert.equal((await sharp(file).metadata()).channels, 2);
    const { data } = await redact(file, detector, { shape: 'box', scale: 1, only: [FACE] });
    const { channels, depth } = await sharp(data).metadata();
    assert.deepEqual([channels, depth], [2, space === 'b-w' ? 'uchar' : 'ushort']);
    const [before, after] = [await readImage(file), await readImage(data)];
    for (let at = 0; at < before.data.length; at++) {
      const [x, y] = [Math.floor(at / 3) % WIDTH, Math.floor(at / 3 / WIDTH)];
      const hidden = x >= 30 && x < 46 && y >= 20 && y < 40;
      assert.equal(after.data[at], hidden ? 0 : before.data[at], `${space} ${x}, ${y}`);
    }
  }
});

test('CMYK stays CMYK, with its profile, and its masks are of black ink', async () => {
  const inks = (file: Uint8Array) =>
    sharp(file).pipelineColourspace('cmyk').toColourspace('cmyk').raw().toBuffer({ resolveWithObject: true });
  for (const profile of [undefined, 'cmyk']) {
    const coloured = profile ? scene().withIccProfile(profile) : scene().toColourspace('cmyk');
    for (const format of ['jpeg', 'tiff'] as const) {
      const file = await coloured.clone()[format]({ quality: 95 }).toBuffer();
      const { data } = await redact(file, detector, { shape: 'box', scale: 1, only: [FACE] });
      const [was, is] = [await sharp(file).metadata(), await sharp(data).metadata()];
      assert.deepEqual([is.space, is.channels, is.icc?.length], ['cmyk', 4, was.icc?.length], format);
      const [before, after] = [await inks(file), await inks(data)];
      assert.equal(after.info.channels, 4);
      const black = after.data.subarray((30 * WIDTH + 38) * 4, (30 * WIDTH + 39) * 4);
      for (const [channel, ink] of [0, 0, 0, 255].entries()) assert.ok(Math.abs(black[channel]! - ink) < 6, `${black}`);
      const elsewhere = (70 * WIDTH + 100) * 4;
      for (let channel = 0; channel < 4; channel++) {
        const [one, other] = [before.data[elsewhere + channel]!, after.data[elsewhere + channel]!];
        assert.ok(Math.abs(one - other) < 10, `${format}: ${one} became ${other}`);
      }
      // What a viewer shows there is dark.
      const seen = await readImage(data);
      assert.ok(seen.data[(30 * WIDTH + 38) * 3]! < 60);
    }
  }
});
