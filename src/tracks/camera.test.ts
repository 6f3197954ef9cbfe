import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, uniform } from '../random/random.js';
import { cameraBetween } from './camera.js';
import { invert, move, type Similarity } from './similarity.js';
import { thumbnailOf } from './thumbnail.js';

const [WIDTH, HEIGHT] = [960, 540];

/** A scene of soft dots, seen through a camera. */
function scene(seed: number, light = 0): (view: Similarity, gain?: number) => Uint8Array {
  const random = createRandom(seed);
  const dots = Array.from({ length: 150 }, () => ({
    ...{ x: uniform(random, -200, WIDTH + 200), y: uniform(random, -200, HEIGHT + 200) },
    ...{ size: uniform(random, 8, 40), tone: uniform(random, -70, 70) },
  }));
  return (view, gain = 1) => {
    const sums = new Float32Array(WIDTH * HEIGHT).fill(110 + light);
    const scale = Math.hypot(view.a, view.b);
    for (const { x, y, size, tone } of dots) {
      const [px, py] = move(view, x, y);
      const reach = 2.5 * size * scale;
      for (let row = Math.max(0, Math.floor(py - reach)); row < Math.min(HEIGHT, py + reach); row++) {
        for (let column = Math.max(0, Math.floor(px - reach)); column < Math.min(WIDTH, px + reach); column++) {
          const away = ((column - px) ** 2 + (row - py) ** 2) / (size * scale) ** 2;
          sums[row * WIDTH + column]! += tone * Math.exp(-away);
        }
      }
    }
    return Uint8Array.from(sums, (value) => Math.min(255, Math.max(0, gain * value)));
  };
}

const still = { a: 1, b: 0, x: 0, y: 0 };
const show = (data: Uint8Array) => thumbnailOf({ data, stride: WIDTH }, WIDTH, HEIGHT);

test('a camera that pans, turns and zooms is followed to a fraction of a pixel', () => {
  const draw = scene(1);
  for (const motion of [
    { a: 1, b: 0, x: 4.5, y: -2.25 },
    { a: 1, b: 0, x: 60, y: 33 },
    { a: 1.02, b: 0.01, x: -12, y: 3 },
  ]) {
    const step = cameraBetween(show(draw(still)), show(draw(motion)));
    assert.equal(step.cut, false);
    for (const [x, y] of [
      [100, 100],
      [480, 270],
      [800, 450],
    ] as const) {
      const [px, py] = move(step.motion!, x, y);
      const [tx, ty] = move(motion, x, y);
      assert.ok(Math.hypot(px - tx, py - ty) < 1, `${px}, ${py} instead of ${tx}, ${ty}`);
      const [bx, by] = move(invert(step.motion!), px, py);
      assert.ok(Math.hypot(bx - x, by - y) < 1e-6);
    }
  }
});

test('another scene is a cut; a flash, and the same scene, are none', () => {
  const [one, other] = [show(scene(1)(still)), show(scene(2, -60)(still))];
  assert.equal(cameraBetween(one, other).cut, true);
  assert.equal(cameraBetween(one, one).cut, false);
  assert.equal(cameraBetween(one, show(scene(1)(still, 1.6))).cut, false);
});

test('a flat picture tells no motion', () => {
  const flat = show(new Uint8Array(WIDTH * HEIGHT).fill(80));
  assert.deepEqual(cameraBetween(flat, flat), { cut: false });
});

test('thumbnails are averages, of 10 bits and of interleaved colours too', () => {
  const data = Uint8Array.from({ length: 640 * 2 * 3 }, (_, index) =>
    index % 3 === 1 ? (Math.floor(index / 3) % 2) * 100 : 255,
  );
  const green = thumbnailOf({ data, stride: 640 * 3, step: 3, offset: 1 }, 640, 2);
  assert.deepEqual([green.width, green.height, green.factor, green.data[7]], [320, 1, 2, 50]);
  const deep = thumbnailOf({ data: new Uint16Array(16).fill(1023), stride: 4, white: 1023 }, 4, 4);
  assert.deepEqual([...deep.data], Array(16).fill(255));
});
