import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRandom, uniform } from '../random/random.js';
import { sumScales } from './sum-scales.js';

const random = createRandom(5);

/** How far a value is from the middle of two whole numbers. */
const fromMiddle = (value: number) => Math.abs(value - Math.floor(value) - 0.5);

test('no sum of two bytes lies in the middle of two bytes, nor where float32 could take it there', () => {
  for (let trial = 0; trial < 20; trial += 1) {
    const scaleOf = () => Math.exp(uniform(random, -6, 2));
    const kept = Math.fround(scaleOf());
    const [addend, sum] = [
      { scale: scaleOf(), zeroPoint: 90 },
      { scale: scaleOf(), zeroPoint: 0 },
    ];
    const scales = sumScales(kept, addend, sum);
    const [most, ratios] = [Math.max(kept, addend.scale, sum.scale), [kept, scales.addend.scale]];
    // Ratios as ONNX Runtime has them.
    const [a, b] = ratios.map((scale) => Math.fround(Math.fround(scale) / Math.fround(scales.sum.scale)));
    // Beyond, the sum is clipped, or one of both is nothing.
    if (a! > 4 || b! > 4 || most / Math.min(kept, addend.scale, sum.scale) > 1000) continue;
    for (let x = 0; x < 256; x += 1)
      for (let y = 0; y < 256; y += 1) {
        const middle = fromMiddle(a! * x + b! * (y - scales.addend.zeroPoint));
        assert.ok(middle > 2e-4, `${x} and ${y} of scales ${kept}, ${scales.addend.scale} are ${middle} off`);
      }
  }
});

test('what bytes stand for still fits: steps become larger by little, never smaller', () => {
  const wanted = { addend: { scale: 0.02, zeroPoint: 100 }, sum: { scale: 0.04, zeroPoint: 30 } };
  const { addend, sum } = sumScales(0.03, wanted.addend, wanted.sum);
  for (const [got, asked] of [
    [addend, wanted.addend],
    [sum, wanted.sum],
  ] as const) {
    assert.ok(got.scale >= asked.scale && got.scale < 1.01 * asked.scale, `${got.scale}, ${asked.scale}`);
    assert.ok(Math.abs(got.zeroPoint * got.scale - asked.zeroPoint * asked.scale) <= got.scale);
  }
});

test('a summand that is nothing beside the sum changes no scale', () => {
  const [addend, sum] = [
    { scale: 0.02, zeroPoint: 100 },
    { scale: 0.04, zeroPoint: 30 },
  ];
  assert.deepEqual(sumScales(1e-6, addend, sum), { addend, sum });
});
