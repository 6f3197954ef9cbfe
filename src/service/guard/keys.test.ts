import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Keys, newKey } from './keys.js';

test('a key opens what its line was added to, and no other does', () => {
  const [one, other] = [newKey('newsroom'), newKey('archive')];
  assert.ok(!one.line.includes(one.key));
  const keys = Keys.parse(`# ours\n${one.line}\r\n\n${other.line}\n`, 'keys.txt');
  assert.equal(keys.find(one.key), 'newsroom');
  assert.equal(keys.find(other.key), 'archive');
  for (const wrong of ['', `${one.key}x`, one.line, newKey('newsroom').key]) assert.equal(keys.find(wrong), undefined);
});

test('a file that holds no keys is refused by name', () => {
  assert.throws(() => Keys.parse('\n# none\n', 'keys.txt'), /^InputError: keys\.txt: has no keys/);
  assert.throws(
    () => Keys.parse('newsroom secret', 'keys.txt'),
    /^InputError: keys\.txt:1: is no key; expected NAME sha256:HASH/,
  );
  assert.throws(() => newKey('two words'), /expected a name of at most 64 letters/);
});
