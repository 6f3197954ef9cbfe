import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartCount } from './part-count.js';

const BODY = Buffer.from(
  'before\r\n--ab\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--ab\r\nno header\r\n\r\n a -- ab --ab\r\n--ab--\r\nbehind\r\n--ab\r\n',
);

function counted(body: Buffer, size: number): number {
  const count = new PartCount('ab');
  for (let at = 0; at < body.length; at += size) count.add(body.subarray(at, at + size));
  return count.parts;
}

test('parts are counted up to the last mark, however the body comes in pieces', () => {
  for (let size = 1; size <= BODY.length; size++) assert.equal(counted(BODY, size), 2, `pieces of ${size}`);
});

test('the first mark may begin the body', () => {
  const body = BODY.subarray('before\r\n'.length);
  for (let size = 1; size <= body.length; size++) assert.equal(counted(body, size), 2, `pieces of ${size}`);
});

test('a body without parts has none', () => {
  assert.equal(counted(Buffer.from('--ab--\r\n'), 3), 0);
  assert.equal(counted(Buffer.from('no form at all'), 4), 0);
});
