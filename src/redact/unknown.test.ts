import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles } from '../detect/testing/bright-rectangles.js';
import { InputError } from '../errors/errors.js';
import { readImage } from '../platform/node/read-image.js';
import { redact } from './redact.js';
import { type StoredPage, tiffOf } from './testing/tiff.js';

const detector = new Detector(new BrightRectangles());
const [width, height] = [32, 24];

const tiff = (page: Pick<StoredPage, 'bits' | 'photometric'> & Partial<StoredPage>) => {
  const bits = page.bits.reduce((sum, each) => sum + each, 0);
  return tiffOf({ width, height, samples: new Uint8Array((width * height * bits) / 8).fill(60), ...page });
};
const [UNSIGNED, SIGNED, FLOAT] = [1, 2, 3];

/** A chunk of a PNG. */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

const png = await sharp({ create: { width, height, channels: 3, background: '#123' } })
  .png()
  .toBuffer();
const avif = await sharp({ create: { width, height, channels: 3, background: '#123' } })
  .avif()
  .toBuffer();
const animation = Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]);

const REFUSED: Record<string, readonly [file: Buffer, message: RegExp]> = {
  floats: [tiff({ bits: [32], photometric: 1, sampleFormat: FLOAT }), /has floating-point samples, .*Convert/],
  'half floats': [tiff({ bits: [16], photometric: 1, sampleFormat: FLOAT }), /has floating-point samples/],
  'three floats': [tiff({ bits: [32, 32, 32], photometric: 2, sampleFormat: FLOAT }), /has floating-point samples/],
  'signed 8 bits': [tiff({ bits: [8], photometric: 1, sampleFormat: SIGNED }), /has signed 8-bit samples/],
  'signed 16 bits': [tiff({ bits: [16], photometric: 1, sampleFormat: SIGNED }), /has signed 16-bit samples/],
  'signed 32 bits': [tiff({ bits: [32], photometric: 1, sampleFormat: SIGNED }), /has signed 32-bit samples/],
  '32 bits': [tiff({ bits: [32], photometric: 1, sampleFormat: UNSIGNED }), /has 32-bit samples/],
  '64 bits': [tiff({ bits: [64], photometric: 1, sampleFormat: FLOAT }), /^x\.tif: /],
  complex: [tiff({ bits: [64], photometric: 1, sampleFormat: 6 }), /^x\.tif: /],
  '12 bits': [tiff({ bits: [12], photometric: 1 }), /^x\.tif: /],
  'Lab, 8 bits': [tiff({ bits: [8, 8, 8], photometric: 8 }), /^x\.tif: /],
  'Lab, 16 bits': [tiff({ bits: [16, 16, 16], photometric: 8 }), /^x\.tif: has signed 16-bit samples/],
  'ICC Lab': [tiff({ bits: [8, 8, 8], photometric: 9 }), /colours of the kind multiband/],
  'a sensor’s filters': [tiff({ bits: [16], photometric: 32803 }), /colours of the kind multiband/],
  'linear raw': [tiff({ bits: [16, 16, 16], photometric: 34892 }), /colours of the kind multiband/],
  'CMYK, 16 bits': [tiff({ bits: [16, 16, 16, 16], photometric: 5 }), /16-bit colours of the kind cmyk/],
  'CMYK with transparency': [tiff({ bits: [8, 8, 8, 8, 8], photometric: 5, extraSamples: [2] }), /with more channels/],
  'a fourth channel of no meaning': [
    tiff({ bits: [8, 8, 8, 8], photometric: 2, extraSamples: [0] }),
    /1 more channel than its colours.*Save/,
  ],
  'a fourth channel without a word': [tiff({ bits: [8, 8, 8, 8], photometric: 2 }), /1 more channel/],
  'two more channels': [tiff({ bits: [8, 8, 8, 8, 8], photometric: 2, extraSamples: [2, 0] }), /2 more channels/],
  'grey and two more': [tiff({ bits: [8, 8, 8], photometric: 1, extraSamples: [0, 0] }), /2 more channels/],
  APNG: [
    Buffer.concat([png.subarray(0, 33), chunk('acTL', animation), png.subarray(33)]),
    /more frames than the first \(APNG\).*Convert/,
  ],
  'APNG that hides it': [Buffer.concat([png.subarray(0, -12), chunk('fdAT', animation), png.subarray(-12)]), /APNG/],
  'an AVIF sequence': [Buffer.concat([avif, Buffer.from([0, 0, 0, 8]), Buffer.from('moov')]), /a sequence of pictures/],
};

for (const [name, [file, message]] of Object.entries(REFUSED)) {
  test(`${name}: refused by name, by everything that looks`, async () => {
    const refused = (call: Promise<unknown>) =>
      assert.rejects(
        call,
        (error: Error) => error instanceof InputError && /^x\.tif: /.test(error.message) && message.test(error.message),
      );
    await refused(redact(file, detector, { name: 'x.tif', only: [] }));
    await refused(detector.detect(file, { name: 'x.tif' }));
    if (!/APNG|sequence/.test(name)) await refused(readImage(file, { name: 'x.tif' }));
  });
}

test('what is not said of a second page is refused too', async () => {
  const good = { width, height, bits: [8], photometric: 1, samples: new Uint8Array(width * height) };
  const float = { ...good, bits: [32], sampleFormat: FLOAT, samples: new Uint8Array(4 * width * height) };
  await assert.rejects(
    redact(tiffOf(good, float), detector, { name: 'x.tif' }),
    /^InputError: x\.tif: has floating-point samples/,
  );
});

test('samples of 1, 2 and 4 bits, and white that is zero, are what they show', async () => {
  for (const bits of [1, 2, 4, 8]) {
    for (const photometric of [0, 1]) {
      // The left half is all ones.
      const row = Uint8Array.from({ length: (width * bits) / 8 }, (_, at) => (at < (width * bits) / 16 ? 255 : 0));
      const samples = Uint8Array.from({ length: row.length * height }, (_, at) => row[at % row.length]!);
      const file = tiffOf({ width, height, bits: [bits], photometric, samples });
      const box = { x: 14, y: 8, width: 4, height: 4 };
      const { data } = await redact(file, detector, { only: [box], shape: 'box', scale: 1, color: 'grey' });
      const { data: pixels } = await readImage(data);
      const at = (x: number, y: number) => pixels[(y * width + x) * 3];
      const [left, right] = photometric === 1 ? [255, 0] : [0, 255];
      assert.deepEqual(
        [at(2, 2), at(30, 2), at(14, 8), at(17, 11)],
        [left, right, 128, 128],
        `${bits} bits, ${photometric}`,
      );
    }
  }
});

test('a TIFF of colours that are multiplied by their opacity keeps the colours that are seen', async () => {
  const samples = Uint8Array.from({ length: width * height * 4 }, (_, at) => [100, 50, 20, 128][at % 4]!);
  const file = tiffOf({ width, height, bits: [8, 8, 8, 8], photometric: 2, extraSamples: [1], samples });
  const { data } = await redact(file, detector, { only: [] });
  const [before, after] = [await readImage(file), await readImage(data)];
  assert.deepEqual(after.data.subarray(0, 3), before.data.subarray(0, 3));
});

test('more pixels than the limit in all frames together are refused before they are decoded', async () => {
  // 700 frames of a megapixel are a few kilobytes of GIF.
  const frame = await sharp({ create: { width: 1000, height: 1000, channels: 3, background: '#000' } })
    .gif()
    .toBuffer();
  const body = frame.subarray(frame.indexOf(0x2c, 13), -1);
  const bomb = Buffer.concat([
    frame.subarray(0, frame.indexOf(0x2c, 13)),
    ...Array.from({ length: 700 }, () => body),
    Buffer.from([0x3b]),
  ]);
  await assert.rejects(
    redact(bomb, detector, { name: 'bomb.gif' }),
    /^InputError: bomb\.gif: has 700 frames or pages of 700,000,000 pixels together/,
  );
});
