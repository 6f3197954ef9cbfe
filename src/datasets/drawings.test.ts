import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createRandom, uniform } from '../random/random.js';
import { Drawings, windowsOf } from './drawings.js';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-drawings-'));
});
after(() => rm(folder, { recursive: true }));

const random = createRandom(1);
const samples = Array.from({ length: 70 }, () => ({
  image: { width: 24, height: 24, data: Uint8Array.from({ length: 24 * 24 * 3 }, () => uniform(random, 0, 256)) },
  box: { x: 8, y: 8, width: 8, height: 8 },
  score: 0.5,
  height: 8,
}));

/** Each pixel becomes 4 × 4, a third darker. */
async function draw(windows: Uint8Array, count: number): Promise<Float32Array> {
  return Float32Array.from({ length: count * 3 * 128 ** 2 }, (_, i) => {
    const [plane, y, x] = [Math.floor(i / 16384), Math.floor(i / 128) % 128, i % 128];
    return windows[(Math.floor(plane / 3) * 1024 + (y >> 2) * 32 + (x >> 2)) * 3 + (plane % 3)]! / 1.5;
  });
}

test('what is kept is what is drawn, to half a level; it is drawn once, and a kill costs no more than a batch', async () => {
  const path = join(folder, 'a.drawings');
  let windows = 0;
  const counting = (stop = Number.POSITIVE_INFINITY) => ({
    draw: async (pixels: Uint8Array, count: number) => {
      if (windows + count > stop) throw new Error('killed');
      windows += count;
      return await draw(pixels, count);
    },
  });
  await assert.rejects(Drawings.load(path, 'one', samples, counting(64)), /killed/);
  const partial = `${path}.partial`;
  // As a kill within a write leaves it.
  await truncate(partial, (await stat(partial)).size - 1000);
  windows = 0;
  const drawings = await Drawings.load(path, 'one', samples, counting());
  assert.equal(windows, 7);
  for (const [i, sample] of samples.entries()) {
    const fresh = await draw(windowsOf([sample]), 1);
    drawings.of(sample).forEach((value, at) => {
      assert.ok(Math.abs(value - fresh[at]!) <= 0.5 + 1e-4, `${i}, ${at}: ${value}, drawn ${fresh[at]}`);
    });
  }
  assert.throws(() => drawings.of({ ...samples[0]! }), /no drawing of this sample/);
  drawings.close();
  (await Drawings.load(path, 'one', samples, counting(0))).close();
  // Another generator, other samples, a file that is cut off.
  await assert.rejects(Drawings.load(path, 'two', samples, counting(0)), /killed/);
  await assert.rejects(Drawings.load(path, 'one', samples.slice(1), counting(0)), /killed/);
  await truncate(path, (await readFile(path)).length - 1);
  await assert.rejects(Drawings.load(path, 'one', samples, counting(0)), /killed/);
});
