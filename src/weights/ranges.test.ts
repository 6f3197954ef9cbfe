import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { readRanges, writeRanges } from './ranges.js';

test('ranges come back as they were written, to five digits', () => {
  const ranges = { 'stem.conv1': [0, 7.123456789], sum8: [-0.5, 1e-7] } as const;
  assert.deepEqual(readRanges('a', { ranges: writeRanges(ranges) }), { 'stem.conv1': [0, 7.1235], sum8: [-0.5, 1e-7] });
  assert.equal(readRanges('a', {}), undefined);
});

test('damaged ranges are an error that names the file', () => {
  for (const ranges of [
    '',
    'none',
    '[]',
    '{"a": [1]}',
    '{"a": [2, 1]}',
    '{"a": [0, null]}',
    '{"a": [0, 1e999]}',
    '{"a": "0 1"}',
  ]) {
    assert.throws(
      () => readRanges('x.safetensors', { ranges }),
      (error: Error) => error instanceof InputError && /^x\.safetensors, ranges: expected/.test(error.message),
      ranges,
    );
  }
});
