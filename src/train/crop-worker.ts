import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import { isTarget } from '../datasets/crop-window.js';
import { type Crop, sampleCrop } from '../datasets/crops.js';
import { createRandom, type Random } from '../datasets/random.js';
import { messageOf } from '../errors/errors.js';
import { readImage } from '../image/read.js';
import { ASSIGNMENT_ROWS, assign } from '../networks/proposal-assignment.js';
import { listCells } from '../networks/proposal-boxes.js';
import { STRIDES } from '../networks/proposal-network.js';
import type { CropBatch, CropStreamOptions } from './crop-stream.js';

const { photos, batchSize, seed, firstBatch, settings } = workerData as CropStreamOptions;

// One thread decodes; the cores are training's.
sharp.concurrency(1);
sharp.cache(false);

const cells = listCells(settings.size, STRIDES);
/** Photos with many faces come more often, but not as often as they have faces. */
const cumulated = cumulate(photos.map(({ faces }) => Math.sqrt(1 + faces.filter(isTarget).length)));
const reported = new Set<string>();

let next = firstBatch;
let turn = Promise.resolve();
parentPort!.on('message', () => {
  turn = turn.then(async () => {
    const batch = await makeBatch(next);
    next += 1;
    parentPort!.postMessage(batch, [batch.pixels.buffer as ArrayBuffer, batch.assignment.buffer as ArrayBuffer]);
  });
});

async function makeBatch(index: number): Promise<CropBatch> {
  const random = createRandom(seed, index);
  const pixels = new Uint8Array(batchSize * 3 * settings.size ** 2);
  const assignment = new Float32Array(batchSize * ASSIGNMENT_ROWS * cells.count);
  for (let position = 0; position < batchSize; position += 1) {
    const crop = await makeCrop(random);
    pixels.set(crop.pixels, position * crop.pixels.length);
    const length = ASSIGNMENT_ROWS * cells.count;
    assign(cells, crop.faces, assignment.subarray(position * length, (position + 1) * length));
  }
  return { pixels, assignment };
}

async function makeCrop(random: Random): Promise<Crop> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const photo = draw(random);
    try {
      return await sampleCrop(await readImage(photo.path), photo.faces, random, settings);
    } catch (error) {
      if (!reported.has(photo.path)) process.stderr.write(`left out of training: ${messageOf(error)}\n`);
      reported.add(photo.path);
    }
  }
  throw new Error('100 photos in a row could not be read');
}

function draw(random: Random): AnnotatedPhoto {
  const wanted = random() * cumulated.at(-1)!;
  let [low, high] = [0, cumulated.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulated[middle]! > wanted) high = middle;
    else low = middle + 1;
  }
  return photos[low]!;
}

function cumulate(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum;
  });
}
