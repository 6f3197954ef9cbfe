import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Box, iou } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { type FindSettings, findFaces } from './find-faces.js';
import { BrightRectangles, paintRectangles } from './testing/bright-rectangles.js';

const SETTINGS: FindSettings = { threshold: 0.5, minFace: 0, nms: 0.4, tile: 512 };

const find = (width: number, height: number, boxes: readonly Box[], settings: Partial<FindSettings> = {}) =>
  findFaces(paintRectangles(width, height, boxes), new BrightRectangles(), { ...SETTINGS, ...settings });

/** Each box is found once, within `tolerance` of overlap, and nothing else is. */
function assertFound(faces: readonly Face[], boxes: readonly Box[], overlap = 0.95): void {
  for (const box of boxes) {
    const hits = faces.filter((face) => iou(face.box, box) > 0.3);
    assert.equal(hits.length, 1, `${JSON.stringify(box)} was found ${hits.length} times`);
    assert.ok(iou(hits[0]!.box, box) >= overlap, `${JSON.stringify(box)} was found as ${JSON.stringify(hits[0]!.box)}`);
  }
  assert.equal(faces.length, boxes.length);
}

test('faces of all sizes in a photo of many tiles, each once and whole', async () => {
  // A grid of faces of 6 to 126 pixels, so that borders of tiles cut many of them.
  const boxes: Box[] = [];
  for (let row = 0; row < 9; row++) {
    for (let column = 0; column < 14; column++) {
      const side = 6 + ((row * 14 + column) % 21) * 6;
      boxes.push({ x: 20 + column * 140, y: 15 + row * 140, width: Math.ceil(side * 0.8), height: side });
    }
  }
  assertFound(await find(2000, 1300, boxes), boxes);
});

test('a face that fills the photo is found scaled down, as one', async () => {
  const box = { x: 200, y: 100, width: 1500, height: 1800 };
  assertFound(await find(2200, 2000, [box], { tile: 512 }), [box], 0.9);
});

test('sizes on both sides of where one pass hands over to the next', async () => {
  for (const side of [50, 63, 65, 100, 127, 129, 250, 300, 500]) {
    const box = { x: 333, y: 211, width: side, height: side };
    assertFound(await find(1100, 900, [box]), [box], 0.9);
  }
});

test('a tile is never larger than said, whatever the photo’s size', async () => {
  const model = new BrightRectangles();
  await findFaces(paintRectangles(3000, 700, []), model, SETTINGS);
  assert.ok(model.inputs.length > 8);
  for (const [width, height] of model.inputs) assert.ok(width <= 512 && height <= 512);
});

test('boxes end at the photo’s edge', async () => {
  // Cells beside the centre's also claim the face; a box at the edge is what the photo shows of it.
  const faces = await find(300, 200, [{ x: 0, y: 180, width: 20, height: 20 }]);
  assertFound(faces, [{ x: 0, y: 180, width: 20, height: 20 }]);
  assert.ok(faces[0]!.box.x >= 0 && faces[0]!.box.y + faces[0]!.box.height <= 200);
});

test('threshold, least face and longest side', async () => {
  const boxes = [
    { x: 100, y: 100, width: 9, height: 9 },
    { x: 200, y: 100, width: 40, height: 40 },
    { x: 500, y: 300, width: 80, height: 80 },
  ];
  assert.equal((await find(1000, 800, boxes, { threshold: 0.95 })).length, 0);
  assertFound(await find(1000, 800, boxes, { minFace: 10 }), boxes.slice(1));
  assertFound(await find(1000, 800, boxes, { maxSide: 500 }), boxes, 0.75);
});

test('tells how much is done, up to all of it', async () => {
  const shares: number[] = [];
  await find(1500, 900, [], { onProgress: (share) => shares.push(share) });
  assert.deepEqual(
    shares,
    [...shares].sort((a, b) => a - b),
  );
  assert.ok(shares.length > 10 && shares[0]! > 0);
  assert.ok(Math.abs(shares.at(-1)! - 1) < 1e-9);
});

test('stops between two tiles', async () => {
  const model = new BrightRectangles();
  const controller = new AbortController();
  const propose = model.propose.bind(model);
  model.propose = (...input) => {
    controller.abort(new Error('enough'));
    return propose(...input);
  };
  const search = findFaces(paintRectangles(2000, 2000, []), model, { ...SETTINGS, signal: controller.signal });
  await assert.rejects(search, /enough/);
  assert.equal(model.inputs.length, 1);
});

test('faces of coarse passes lie where they are in photos of odd sizes, too', async () => {
  const box = { x: 700, y: 500, width: 220, height: 260 };
  for (const [width, height] of [
    [1027, 769],
    [1025, 771],
    [1023, 1021],
  ] as const) {
    const [face] = await find(width, height, [box], { minFace: 200 });
    for (const side of ['x', 'y', 'width', 'height'] as const) {
      assert.ok(Math.abs(face!.box[side] - box[side]) <= 4, `${side} of ${JSON.stringify(face!.box)}`);
    }
  }
});
