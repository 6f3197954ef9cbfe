import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMessage, type Schema } from './protobuf.js';

const schema: Schema = {
  Outer: { number: ['int64', 1], names: ['string', 2, true], inner: ['Inner', 3, true], data: ['bytes', 4] },
  Inner: { ints: ['int64', 1, true], f: ['float', 2], small: ['int32', 3] },
};

test('fields, repeated fields and messages are written as the specification says', () => {
  // "Message Structure": 150 is 08 96 01, "testing" is 12 07 74 65 73 74 69 6e 67, packed 3, 270, 86942 are 03 8e 02 9e a7 05.
  const bytes = encodeMessage(schema, 'Outer', {
    inner: [{ ints: [3, 270, 86942] }, { f: 1, small: -1 }],
    names: ['testing', ''],
    number: 150,
    data: Uint8Array.of(7),
  });
  const expected = '089601 120774657374696e67 1200 1a080a06038e029ea705 1a10150000803f18ffffffffffffffffff01 220107';
  assert.equal(Buffer.from(bytes).toString('hex'), expected.replaceAll(' ', ''));
});

test('what is absent or empty is left out, and a wrong value is named', () => {
  assert.equal(encodeMessage(schema, 'Outer', { names: [], inner: [{ ints: [] }] }).length, 2);
  assert.throws(
    () => encodeMessage(schema, 'Outer', { number: 'one' }),
    /^TypeError: expected a value of int64 .* received string$/,
  );
});
