import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { quantizeKernel } from '../networks/quantize-kernel.js';
import { packWeights, unpackWeights } from './packed-weights.js';
import { decodeSafetensors } from './safetensors.js';

for (const name of ['proposals', 'verification']) {
  test(`the shipped ${name} come back as the numbers that networks of 8 bits compute with`, async () => {
    const file = fileURLToPath(new URL(`../../weights/${name}.safetensors`, import.meta.url));
    const bytes = await readFile(file);
    const { tensors, metadata } = decodeSafetensors(bytes, name);
    const packed = packWeights(tensors, metadata);
    assert.ok(packed.length < 0.28 * bytes.length, `${packed.length} of ${bytes.length} bytes`);
    const unpacked = unpackWeights(packed);
    assert.deepEqual(unpacked.metadata, metadata);
    assert.deepEqual([...unpacked.tensors.keys()], [...tensors.keys()]);
    for (const [key, { shape, data }] of tensors) {
      const other = unpacked.tensors.get(key)!;
      assert.deepEqual(other.shape, shape, key);
      if (shape.length !== 4) {
        assert.deepEqual(other.data, data, key);
        continue;
      }
      const bias = new Float32Array(shape[0]!);
      const [before, after] = [data, other.data].map((weight) => quantizeKernel({ shape, weight, bias }, 1, 8).weight);
      assert.deepEqual(after, before, key);
    }
    assert.throws(() => unpackWeights(packed.subarray(0, -8)), RangeError);
  });
}
