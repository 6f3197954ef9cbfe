import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enlargeTwice } from './lanczos.js';

/** Waves of five pixels and more, as a lens gives them, at places between pixels too. */
const wave = (x: number, y: number, channel: number) => 128 + 60 * Math.sin(x / 0.9 + channel) + 50 * Math.cos(y / 1.1);

test('between pixels it is what was photographed, where the centres of pixels keep their places', () => {
  const [width, height] = [37, 23];
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.round(wave(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3)),
  );
  const large = enlargeTwice({ width, height, data });
  assert.deepEqual([large.width, large.height, large.data.length], [74, 46, 74 * 46 * 3]);
  for (let y = 6; y < 40; y += 1)
    for (let x = 6; x < 68; x += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const expected = wave((x + 0.5) / 2 - 0.5, (y + 0.5) / 2 - 0.5, channel);
        const found = large.data[3 * (y * 74 + x) + channel]!;
        assert.ok(Math.abs(found - expected) <= 4, `${x}, ${y}: ${found}, expected ${expected}`);
      }
});

test('one colour stays one colour, at the border too', () => {
  const large = enlargeTwice({ width: 3, height: 2, data: new Uint8Array(18).fill(77) });
  assert.ok(large.data.every((value) => value === 77));
});
