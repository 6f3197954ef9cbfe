import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as zlib from 'node:zlib';
import { crc32, indexOf, latin1, textOf, utf16le } from './bytes.js';

test('bytes are what Node makes of the same texts', () => {
  const text = 'a\x89\xff\0b';
  assert.deepEqual(latin1(text), new Uint8Array(Buffer.from(text, 'latin1')));
  assert.equal(textOf(latin1(text)), text);
  assert.deepEqual(utf16le('Gänse 🦆'), new Uint8Array(Buffer.from('Gänse 🦆', 'utf16le')));
  assert.equal(crc32(latin1('wide'), crc32(latin1('world '))), zlib.crc32('world wide'));
});

test('a part is found where it begins, and not where its first byte alone is', () => {
  assert.equal(indexOf(latin1('aabaab'), latin1('ab')), 1);
  assert.equal(indexOf(latin1('aabaab'), latin1('ab'), 2), 4);
  assert.equal(indexOf(latin1('aabaa'), latin1('ab'), 2), -1);
});
