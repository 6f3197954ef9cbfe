import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { InputError } from '../../src/errors/errors.js';
import { DetectionCache } from './cache.js';
import { type RacePhoto, type Runner, race } from './race.js';

const image = { width: 1, height: 1, data: new Uint8Array(3) };
const photo = (id: string): RacePhoto => ({ id, read: async () => image });

function field(t: TestContext, ids: readonly string[]): { runners: Runner[]; order: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'farface-race-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const order: string[] = [];
  const runners = ids.map((id) => ({
    id,
    cache: new DetectionCache(join(folder, id)),
    prepared: {
      dispose: async () => {},
      detect: async () => {
        order.push(id);
        return [];
      },
    },
  }));
  return { runners, order };
}

test('everyone warms up, then who starts changes from photo to photo', async (t) => {
  const { runners, order } = field(t, ['a', 'b', 'c']);
  await race({ photos: ['1', '2', '3', '4'].map(photo), runners, reference: runners[0]! });
  assert.equal(order.slice(6).join(''), 'abc' + 'bca' + 'cab' + 'abc');
  assert.deepEqual([...new Set(order.slice(0, 6))].sort(), ['a', 'b', 'c']);
});

test('what is in the cache is not run again, but the reference runs beside a newcomer', async (t) => {
  const { runners, order } = field(t, ['a', 'b']);
  const photos = ['1', '2'].map(photo);
  await race({ photos, runners: [runners[0]!], reference: runners[0]! });
  order.length = 0;
  await race({ photos, runners, reference: runners[0]! });
  assert.deepEqual(order.slice(-4), ['a', 'b', 'b', 'a']);
  assert.deepEqual([...runners[1]!.cache.detections.keys()], ['1', '2']);
  order.length = 0;
  await race({ photos, runners, reference: runners[0]! });
  assert.deepEqual(order, []);
});

test('an unreadable photo is told and the rest go on', async (t) => {
  const { runners } = field(t, ['a']);
  const bad: RacePhoto = { id: 'bad', read: () => Promise.reject(new InputError('bad.jpg: not a picture')) };
  const told: string[] = [];
  await race({
    photos: [bad, photo('good')],
    runners,
    reference: runners[0]!,
    onUnreadable: (unreadable, error) => told.push(`${unreadable.id}: ${error.message}`),
  });
  assert.deepEqual(told, ['bad: bad.jpg: not a picture']);
  assert.deepEqual([...runners[0]!.cache.detections.keys()], ['good']);
});

test('an abort lets the photo at hand finish and stops there', async (t) => {
  const { runners } = field(t, ['a']);
  const controller = new AbortController();
  await race({
    photos: ['1', '2', '3'].map(photo),
    runners,
    reference: runners[0]!,
    signal: controller.signal,
    onPhoto: (done) => done === 2 && controller.abort(),
  });
  assert.deepEqual([...runners[0]!.cache.detections.keys()], ['1', '2']);
});
