import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { iou } from '../geometry/box.js';
import { createDetector } from './detector.js';
import { findFaces } from './find-faces.js';
import { mirroredStart, mirrorPixels } from './mirror.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';
import { writeUntrainedWeights } from './testing/untrained-weights.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-mirrored-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'untrained.safetensors');
await writeUntrainedWeights(weights);

test('pixels and boxes from right to left', () => {
  assert.deepEqual(
    [...mirrorPixels(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12), 2)],
    [4, 5, 6, 1, 2, 3, 10, 11, 12, 7, 8, 9],
  );
  // The pixels 1 to 4 of ten are 5 to 8 from the other side.
  assert.equal(mirroredStart(1, 3, 10), 5);
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
  for (const box of boxes) assert.ok(faces.some((face) => iou(face.box, box) > 0.9));
  assert.equal(model.inputs.length % 2, 0, 'each tile twice');
});

test('what is found in a mirror image is the mirror image of what is found', async () => {
  const [width, height] = [96, 64];
  const noise = Uint8Array.from({ length: width * height * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255);
  const find = async (data: Uint8Array, mirror: boolean) => {
    const detector = await createDetector({ weights, threads: 1, threshold: 0.0101, mirror });
    const { faces } = await detector.detect({ width, height, data });
    await detector.dispose();
    return faces;
  };
  const faces = await find(noise, true);
  const turned = await find(mirrorPixels(noise, width), true);
  assert.equal(turned.length, faces.length);
  // What is cut by an edge ends on its last pixel on one side, and where it begins on the other.
  const inside = faces.filter(({ box }) => box.x > 0 && box.x + box.width < width - 1);
  assert.ok(inside.length > 0);
  for (const face of inside) {
    const other = turned.find(
      ({ box }) => iou({ ...box, x: mirroredStart(box.x, box.width, width) }, face.box) > 0.999,
    );
    assert.ok(other && Math.abs(other.score - face.score) < 1e-5, JSON.stringify(face));
  }
  assert.notDeepEqual(await find(noise, false), faces);
});
