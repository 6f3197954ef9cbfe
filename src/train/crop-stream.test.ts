import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { CROP_SETTINGS } from '../datasets/crop-settings.js';
import { annotatedFace } from '../datasets/testing/annotated-face.js';
import { ASSIGNMENT_ROWS } from '../networks/proposal-assignment.js';
import { createCropStream } from './crop-stream.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-'));
after(() => rm(folder, { recursive: true }));

const settings = { ...CROP_SETTINGS, size: 64 };

async function photo(name: string, bytes?: Uint8Array): Promise<AnnotatedPhoto> {
  const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const;
  const picture = sharp({ create: { width: 200, height: 150, channels: 3, background: 'grey', noise } }).jpeg();
  const path = join(folder, `${name}.jpg`);
  await writeFile(path, bytes ?? (await picture.toBuffer()));
  return { event: 'e', name, path, faces: [annotatedFace(60, 40, 20, 24), annotatedFace(120, 90, 9, 12)] };
}
const photos = [await photo('a'), await photo('b'), await photo('c')];

async function take(count: number, options: Partial<Parameters<typeof createCropStream>[0]> = {}) {
  const leftOut: string[] = [];
  const stream = createCropStream({ photos, batchSize: 3, seed: 1, firstBatch: 0, settings, ...options }, (message) =>
    leftOut.push(message),
  );
  try {
    const batches = [];
    for (let batch = 0; batch < count; batch++) batches.push(await stream.next());
    return { batches, leftOut };
  } finally {
    await stream.close();
  }
}

test('a batch is given by the seed and its number', async () => {
  const { batches } = await take(7);
  const { pixels, assignment } = batches[0]!;
  assert.equal(pixels.length, 3 * 3 * 64 * 64);
  // Cells of strides 4, 8, 16 and 32 in a crop of 64 × 64: 16² + 8² + 4² + 2².
  assert.equal(assignment.length, 3 * ASSIGNMENT_ROWS * 340);
  assert.equal(new Set(batches.map((batch) => String(batch.pixels))).size, 7, 'no two batches are the same');
  assert.deepEqual((await take(7)).batches, batches);
  assert.deepEqual((await take(2, { firstBatch: 5 })).batches, batches.slice(5));
  assert.notDeepEqual((await take(1, { seed: 2 })).batches[0], batches[0]);
});

test('hands batches out in order to those who ask at once', async () => {
  const { batches } = await take(6);
  const stream = createCropStream({ photos, batchSize: 3, seed: 1, firstBatch: 0, settings });
  try {
    assert.deepEqual(await Promise.all(Array.from({ length: 6 }, () => stream.next())), batches);
  } finally {
    await stream.close();
  }
});

test('names a photo that cannot be read once, and draws another in its place', async () => {
  const broken = await photo('broken', Buffer.from('no picture'));
  const first = await take(6, { photos: [...photos, broken] });
  assert.equal(first.batches.length, 6);
  assert.equal(first.leftOut.length, 1);
  assert.match(first.leftOut[0]!, /^left out of training: .*broken\.jpg: is not a picture/);
  assert.deepEqual((await take(1, { photos: [...photos, broken], firstBatch: 5 })).batches, first.batches.slice(5));
});

test('fails where no photo can be read', async () => {
  const absent = { ...photos[0]!, path: join(folder, 'absent.jpg') };
  await assert.rejects(take(1, { photos: [absent] }), {
    name: 'InputError',
    message: /100 photos in a row cannot be read/,
  });
});
