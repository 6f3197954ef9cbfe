import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { choosePrecision, precisionHere } from './precision.js';
import { exactKernelBits, isExact, type KnownSums, probe } from './probe-kernel-bits.js';

const ranges = { conv: [0, 1] } as const;

test('weights without ranges run in float32, and 8 bits cannot be demanded of them', async () => {
  assert.deepEqual(await choosePrecision('auto', 'a.safetensors', undefined), { kind: 'float32', device: 'cpu' });
  assert.deepEqual(await choosePrecision(undefined, 'a.safetensors', undefined), { kind: 'float32', device: 'cpu' });
  await assert.rejects(
    choosePrecision('int8', 'a.safetensors', undefined),
    (error: Error) =>
      error instanceof InputError && /a\.safetensors: states no ranges.*farface calibrate/.test(error.message),
  );
});

test('weights with ranges run in 8 bits unless float32 is asked for', async () => {
  const bits = await exactKernelBits();
  const expected =
    bits === undefined ? { kind: 'float32', device: 'cpu' } : { kind: 'int8', device: 'cpu', bits, ranges };
  assert.deepEqual(await choosePrecision('auto', 'a.safetensors', ranges), expected);
  assert.deepEqual(await choosePrecision('float32', 'a.safetensors', ranges), { kind: 'float32', device: 'cpu' });
  assert.equal(await precisionHere('float32'), 'float32');
  assert.notEqual(await precisionHere('auto'), '');
});

test('where products of 8 bits are clipped, kernels have 7, and float32 is what is left', async () => {
  assert.equal(await probe([8, 7], async () => true), 8);
  assert.equal(await probe([8, 7], async (bits) => bits === 7), 7);
  assert.equal(await probe([8, 7], async () => false), undefined);
});

/** As `vpmaddubsw` has them, for CPUs without VNNI: two products are added in 16 bits, and clipped there. */
async function clippedSums({ most, inner, signs, scale }: KnownSums): Promise<number[]> {
  return signs.map((sign) => {
    const pair = Math.min(32767, Math.max(-32768, 2 * 255 * sign * most));
    return Math.round(((inner / 2) * pair) / scale) + 128;
  });
}

test('a kernel that clips pairs of products in 16 bits is found out with 8 bits, and is exact with 7', async () => {
  assert.equal(await isExact(8, clippedSums), false);
  assert.equal(await isExact(7, clippedSums), true);
  assert.equal(await probe([8, 7], (bits) => isExact(bits, clippedSums)), 7);
});
