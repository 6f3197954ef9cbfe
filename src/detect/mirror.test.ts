import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { iou } from '../geometry/box.js';
import { BEYOND } from '../image/image.js';
import { createDetector } from './detector.js';
import { findFaces } from './find-faces.js';
import { mirrorBox, mirrorPixels } from './mirror.js';
import type { ProposalMap } from './proposals.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';
import { writeUntrainedWeights } from './testing/untrained-weights.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-mirrored-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'untrained.safetensors');
await writeUntrainedWeights(weights);

/** A noisy photo. */
const [width, height] = [96, 64];
const data = Uint8Array.from({ length: width * height * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255);

test('pixels and boxes from right to left', () => {
  assert.deepEqual(
    [...mirrorPixels(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 2)],
    [4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9],
  );
  // The pixels 1 to 4 of ten are 5 to 8 from the other side.
  assert.deepEqual(mirrorBox({ x: 1, y: 7, width: 3, height: 2 }, 10), { x: 5, y: 7, width: 3, height: 2 });
});

test('a face seen in the mirror image is where it is in the photo', async () => {
  const boxes = [
    { x: 30, y: 40, width: 12, height: 15 },
    { x: 610, y: 90, width: 60, height: 75 },
  ];
  const model = new BrightRectangles();
  const settings = { threshold: 0.5, minFace: 0, nms: 0.4, tile: 512, mirror: true };
  // In two tiles, of which neither border is a multiple of the other's width.
  const faces = await findFaces(paintRectangles(700, 200, boxes), model, settings);
  assert.equal(faces.length, boxes.length);
  for (const box of boxes) assert.ok(faces.some((face) => iou(face.box, box) > 0.97));
  assert.equal(model.inputs.length % 2, 0, 'each tile twice');
});

test('a mirror image is looked at from half a cell of four pixels further right and down', async () => {
  const seen: Uint8Array[] = [];
  class Witness extends BrightRectangles {
    override async propose(pixels: Uint8Array, ...size: [number, number]): Promise<ProposalMap[]> {
      seen.push(pixels.slice());
      return super.propose(pixels, ...size);
    }
  }
  const settings = { threshold: 0.5, minFace: 0, nms: 0.4, tile: 512, mirror: true };
  await findFaces({ width, height, data }, new Witness(), settings);
  const [photo, mirrored] = seen;
  assert.equal(seen.length, 2);
  assert.deepEqual(photo, data);
  const redAt = (pixels: Uint8Array, x: number, y: number) => pixels[3 * (y * width + x)];
  for (const [x, y] of [
    [94, 0],
    [2, 0],
    [50, 20],
    [93, 61],
  ] as const)
    assert.equal(redAt(mirrored!, x, y), redAt(data, width - 1 - x + 2, y + 2), `${x}, ${y}`);
  // Beyond the photo's right and lower border there is grey.
  for (const [x, y] of [
    [0, 0],
    [1, 30],
    [50, 62],
  ] as const)
    assert.equal(redAt(mirrored!, x, y), BEYOND, `${x}, ${y}`);
});

test('what is seen in the mirror image counts', async () => {
  const find = async (mirror: boolean) => {
    const detector = await createDetector({ weights, threads: 1, threshold: 0.0101, mirror });
    const { faces } = await detector.detect({ width, height, data });
    await detector.dispose();
    return faces;
  };
  assert.notDeepEqual(await find(true), await find(false));
});
