import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { isOnSide, turnUpright } from './orient.js';

test('each orientation is turned as sharp turns it', async () => {
  const [width, height, channels] = [5, 3, 3] as const;
  const stored = Uint8Array.from({ length: width * height * channels }, (_, index) => index);
  for (let orientation = 1; orientation <= 8; orientation++) {
    const file = await sharp(stored, { raw: { width, height, channels } })
      .withMetadata({ orientation })
      .png()
      .toBuffer();
    const { data, info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true });
    const upright = new Uint8Array(stored.length);
    turnUpright(stored, { width, height, channels }, orientation, upright);
    assert.deepEqual([...upright], [...data], `orientation ${orientation}`);
    assert.equal(isOnSide(orientation), info.width === height);
  }
});

test('an orientation that is none leaves the picture as it is', () => {
  for (const orientation of [0, 9, Number.NaN]) {
    const upright = new Uint16Array(6);
    turnUpright(Uint16Array.of(1, 2, 3, 4, 5, 6), { width: 3, height: 2, channels: 1 }, orientation, upright);
    assert.deepEqual([...upright], [1, 2, 3, 4, 5, 6]);
    assert.equal(isOnSide(orientation), false);
  }
});
