import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { overlap, readPlace, showPlace } from './place.js';

test('buckets and folders are told apart, and a prefix is a folder’s name', () => {
  assert.deepEqual(readPlace('s3://street/2026/ü b'), { kind: 's3', bucket: 'street', prefix: '2026/ü b/' });
  assert.deepEqual(readPlace('s3://street/2026/'), { kind: 's3', bucket: 'street', prefix: '2026/' });
  assert.deepEqual(readPlace('S3://street'), { kind: 's3', bucket: 'street', prefix: '' });
  assert.deepEqual(readPlace('photos/'), { kind: 'folder', path: resolve('photos') });
  assert.equal(showPlace(readPlace('s3://street/2026/')), 's3://street/2026');
  for (const wrong of ['s3://', 's3:///x', 's3://a b/x', 'gs://bucket/x', 'https://host/x'])
    assert.throws(() => readPlace(wrong), { name: 'InputError', message: /expected s3:\/\/bucket\/prefix/ }, wrong);
});

test('places that lie in each other are found', () => {
  const lie = (a: string, b: string) => overlap(readPlace(a), readPlace(b));
  assert.ok(lie('s3://bbb', 's3://bbb/hidden'));
  assert.ok(lie('s3://bbb/x/hidden', 's3://bbb/x'));
  assert.ok(lie('/photos', '/photos/hidden'));
  assert.ok(lie('/photos/x/..', '/photos'));
  assert.ok(!lie('s3://bbb/x', 's3://bbb/xy'));
  assert.ok(!lie('s3://bbb/x', 's3://ccc/x'));
  assert.ok(!lie('/photos', '/photos2'));
  assert.ok(!lie('/b/x', 's3://bbb/x'));
});
