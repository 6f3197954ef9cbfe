import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeLetterboxed, placeScaled, toTensor } from './placement.js';

const photo = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3) });

test('the input is the scaled photo, rounded up to the multiple', () => {
  assert.deepEqual(placeScaled(photo(1024, 683), 1, 32), { scale: 1, width: 1024, height: 704 });
  assert.deepEqual(placeScaled(photo(1024, 683), 2, 32), { scale: 2, width: 2048, height: 1376 });
});

test('a letterboxed photo fills the longer side', () => {
  assert.deepEqual(placeLetterboxed(photo(1280, 720), 640), { scale: 0.5, width: 640, height: 640 });
  assert.deepEqual(placeLetterboxed(photo(320, 400), 640), { scale: 1.6, width: 640, height: 640 });
});

test('pixels go to planes in the order of the channels, normalised; beside the photo it is black', async () => {
  const image = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 40, 50, 60) };
  const format = { channels: [2, 1, 0], mean: [10, 20, 30], deviation: 2 } as const;
  const tensor = await toTensor(image, { scale: 1, width: 3, height: 2 }, format);
  assert.deepEqual([...tensor], [10, 25, -5, -5, -5, -5, 0, 15, -10, -10, -10, -10, -10, 5, -15, -15, -15, -15]);
});

test('a photo of one colour keeps it when it is scaled', async () => {
  const image = { width: 3, height: 2, data: new Uint8Array(18).fill(200) };
  const format = { channels: [0, 1, 2], mean: [0, 0, 0], deviation: 1 } as const;
  const tensor = await toTensor(image, { scale: 2, width: 6, height: 4 }, format);
  assert.deepEqual([...new Set(tensor)], [200]);
});
