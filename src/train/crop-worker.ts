import { parentPort, workerData } from 'node:worker_threads';
import sharp from 'sharp';
import { type Crop, sampleCrop } from '../datasets/crops.js';
import { PhotoDraw } from '../datasets/photo-draw.js';
import { InputError, messageOf } from '../errors/errors.js';
import type { Image } from '../image/image.js';
import { ASSIGNMENT_ROWS, assign } from '../networks/proposal-assignment.js';
import { listCells } from '../networks/proposal-boxes.js';
import { STRIDES } from '../networks/proposal-network.js';
import { readImage } from '../platform/node/read-image.js';
import { createRandom, type Random } from '../random/random.js';
import type { CropBatch, CropMessage, CropStreamOptions } from './crop-stream.js';

const { photos, batchSize, seed, firstBatch, settings } = workerData as CropStreamOptions;

/** So many photos in a row that cannot be read are no accident: the data set is elsewhere or damaged. */
const MOST_FAILURES = 100;

// One thread decodes; the cores are training's. No photo is worth keeping: the next draw is most likely another.
sharp.concurrency(1);
sharp.cache(false);

const cells = listCells(settings.size, STRIDES);
const draw = new PhotoDraw(photos);
const leftOut = new Set<string>();

let next = firstBatch;
let turn = Promise.resolve();
// Every message asks for one more batch.
parentPort!.on('message', () => {
  turn = turn.then(async () => {
    try {
      const batch = await makeBatch(next);
      next += 1;
      send({ kind: 'batch', batch }, [batch.pixels.buffer, batch.assignment.buffer]);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      send({ kind: 'failed', message: error.message });
    }
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

/** A crop of a photo drawn at random; photos that cannot be read are drawn again, the same ones for the same `random`. */
async function makeCrop(random: Random): Promise<Crop> {
  for (let attempt = 0; attempt < MOST_FAILURES; attempt += 1) {
    const photo = draw.draw(random);
    const image = leftOut.has(photo.path) ? undefined : await readOrLeaveOut(photo.path);
    if (image) return await sampleCrop(image, photo.faces, random, settings);
  }
  throw new InputError(`${MOST_FAILURES} photos in a row cannot be read: see the messages above, and check the data`);
}

async function readOrLeaveOut(path: string): Promise<Image | undefined> {
  try {
    return await readImage(path);
  } catch (error) {
    leftOut.add(path);
    send({ kind: 'left out', message: `left out of training: ${messageOf(error)}` });
    return undefined;
  }
}

function send(message: CropMessage, transferred: readonly ArrayBufferLike[] = []): void {
  parentPort!.postMessage(message, transferred as ArrayBuffer[]);
}
