import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { decodeSafetensors, encodeSafetensors } from './safetensors.js';

const TENSORS = new Map([
  ['stem.conv1.weight', { shape: [2, 1, 1, 2], data: Float32Array.of(1, -2, 0.5, 1e-9) }],
  ['scalar', { shape: [], data: Float32Array.of(7) }],
]);

/** A file as the format's specification lays it out: length of the header, header, data. */
function file(header: object | string, data = new Uint8Array(0)): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

test('what was written is read, with its metadata', () => {
  const { tensors, metadata } = decodeSafetensors(encodeSafetensors(TENSORS, { step: '12' }), 'file');
  assert.deepEqual(tensors, TENSORS);
  assert.deepEqual(metadata, { step: '12' });
});

test('the header is what the specification says', () => {
  const bytes = Buffer.from(encodeSafetensors(TENSORS));
  const length = Number(bytes.readBigUInt64LE(0));
  assert.equal((8 + length) % 8, 0);
  assert.deepEqual(JSON.parse(bytes.toString('utf8', 8, 8 + length)), {
    __metadata__: {},
    'stem.conv1.weight': { dtype: 'F32', shape: [2, 1, 1, 2], data_offsets: [0, 16] },
    scalar: { dtype: 'F32', shape: [], data_offsets: [16, 20] },
  });
  assert.equal(bytes.readFloatLE(8 + length + 4), -2);
});

test('a file written by other tools is read', () => {
  const data = new Uint8Array(Float32Array.of(3, 4).buffer);
  const { tensors } = decodeSafetensors(file({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, data), 'file');
  assert.deepEqual(tensors.get('x'), { shape: [2], data: Float32Array.of(3, 4) });
});

test('half precision is read: 1, −2, 1/3 rounded, the smallest number above 0, the largest, −∞', () => {
  const data = new Uint8Array(Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0xfc00).buffer);
  const bytes = file({ x: { dtype: 'F16', shape: [2, 3], data_offsets: [0, 12] } }, data);
  assert.deepEqual(decodeSafetensors(bytes, 'file').tensors.get('x'), {
    shape: [2, 3],
    data: Float32Array.of(1, -2, 1365 / 4096, 2 ** -24, 65504, Number.NEGATIVE_INFINITY),
  });
});

test('anything else is refused by name', () => {
  const whole = encodeSafetensors(TENSORS);
  const entry = (changes: object) =>
    file({ x: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...changes } }, new Uint8Array(8));
  const huge = Buffer.alloc(16);
  huge.writeBigUInt64LE(2n ** 60n);
  const wrong = {
    empty: new Uint8Array(0),
    'cut off': whole.subarray(0, whole.length - 1),
    'cut off in the header': whole.subarray(0, 20),
    'huge header': huge,
    'no JSON': file('{"x": '),
    'a list': file('[]'),
    'another type': entry({ dtype: 'I64' }),
    'too few bytes': entry({ data_offsets: [0, 4] }),
    'beyond the end': entry({ data_offsets: [8, 16] }),
    'negative shape': entry({ shape: [-2] }),
    'bytes left over': Buffer.concat([whole, Buffer.alloc(4)]),
    'two tensors in one place': file(
      Object.fromEntries(['x', 'y'].map((name) => [name, { dtype: 'F32', shape: [1], data_offsets: [0, 4] }])),
      new Uint8Array(4),
    ),
    'half of one in another': file(
      {
        x: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        y: { dtype: 'F32', shape: [2], data_offsets: [4, 12] },
      },
      new Uint8Array(12),
    ),
    'metadata that are no text': file({ __metadata__: { step: 12 } }),
  };
  for (const [name, bytes] of Object.entries(wrong)) {
    assert.throws(
      () => decodeSafetensors(bytes, 'weights.safetensors'),
      (error: Error) => error instanceof InputError && error.message.startsWith('weights.safetensors: '),
      name,
    );
  }
});
