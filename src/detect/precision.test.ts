import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { choosePrecision, precisionHere } from './precision.js';
import { exactKernelBits, probe } from './probe-kernel-bits.js';

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
