import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles } from '../detect/testing/bright-rectangles.js';
import { InputError } from '../errors/errors.js';
import { isHeic } from '../image/heic.js';
import type { HeicDecoder } from '../platform/heic.js';
import { decodeHeic } from '../platform/node/heic.js';
import { readImage } from '../platform/node/read-image.js';
import { redact } from './redact.js';
import { HEIC } from './testing/heic.js';

const detector = new Detector(new BrightRectangles());

test('a HEIC photo is read, and written as JPEG with its face hidden', async () => {
  const { faces, width, height } = await detector.detect(HEIC);
  assert.deepEqual([width, height, faces.length], [96, 64, 1]);
  assert.ok(Math.abs(faces[0]!.box.x - 30) < 2 && Math.abs(faces[0]!.box.y - 20) < 2);
  const image = await readImage(HEIC);
  assert.ok(image.data[(29 * 96 + 37) * 3]! > 240);
  const { data, format, remaining } = await redact(HEIC, detector, { name: 'IMG_1.HEIC' });
  assert.deepEqual([format, (await sharp(data).metadata()).format, remaining.length], ['jpeg', 'jpeg', 0]);
  assert.ok((await sharp(data).raw().toBuffer()).every((value) => value < 60));
});

test('HEIC is told from AVIF, whatever their names', async () => {
  const avif = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } })
    .avif()
    .toBuffer();
  assert.deepEqual([HEIC, avif, HEIC.subarray(0, 11), Buffer.alloc(0), Buffer.from('\0\0\0\x18ftypmif1')].map(isHeic), [
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('what cannot be read is told with a remedy', async () => {
  const rejects = (decoder: () => Promise<HeicDecoder | undefined>, message: RegExp) =>
    assert.rejects(
      decodeHeic(HEIC, {}, 'a.heic', decoder),
      (error: Error) => error instanceof InputError && message.test(error.message),
    );
  await rejects(
    async () => undefined,
    /^a\.heic: is HEIC, and its decoder is not installed\. Run npm install heic-decode/,
  );
  const pictures =
    (...alphas: number[]) =>
    async () => ({
      all: async () =>
        Object.assign(
          alphas.map((alpha) => ({
            ...{ width: 1, height: 1 },
            decode: async () => ({ width: 1, height: 1, data: Uint8ClampedArray.of(1, 2, 3, alpha) }),
          })),
          { dispose: () => {} },
        ),
    });
  await rejects(pictures(255, 255), /^a\.heic: has 2 pictures; expected one/);
  await rejects(pictures(254), /^a\.heic: is HEIC with transparency/);
  assert.deepEqual([...(await decodeHeic(HEIC, {}, 'a.heic', pictures(255))).frames[0]!.samples], [1, 2, 3]);
  await assert.rejects(redact(HEIC.subarray(0, 500), detector, { name: 'cut.heic' }), /^InputError: cut\.heic: /);
});
