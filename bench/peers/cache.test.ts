import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Detection, DetectionCache } from './cache.js';

const detection = (photo: string): Detection => ({
  photo,
  milliseconds: 12.5,
  referenceMilliseconds: 50,
  faces: [{ box: { x: 1, y: 2.25, width: 8, height: 10 }, score: 0.75 }],
});

test('what was added is there when the file is opened again, without what was cut off', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'farface-cache-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'predictions', 'a.jsonl');
  const cache = new DetectionCache(path);
  cache.add(detection('0--Parade/one'));
  appendFileSync(path, '\n{"photo":"0--Parade/two","millis');
  new DetectionCache(path).add(detection('0--Parade/three'));

  const again = new DetectionCache(path);
  assert.deepEqual([...again.detections.keys()], ['0--Parade/one', '0--Parade/three']);
  assert.deepEqual(again.detections.get('0--Parade/three'), detection('0--Parade/three'));
});

test('a line that is no detection is not taken for one', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'farface-cache-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'a.jsonl');
  new DetectionCache(path).add(detection('x/y'));
  writeFileSync(path, readFileSync(path, 'utf8').replace('12.5', '"fast"'));
  assert.equal(new DetectionCache(path).detections.size, 0);
});
