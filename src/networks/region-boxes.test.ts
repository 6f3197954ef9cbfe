import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph } from '../graph/index.js';
import { Session } from '../runtime/session.js';
import { decodeRegionBox, decodeRegionBoxes, relativeBox } from './region-boxes.js';

/** Twice its longer side around it: from 90, 190 to 130, 230. */
const candidate = { x: 100, y: 202, width: 20, height: 16 };
const region = { x: 90, y: 190, width: 40, height: 40 };

test('a face in a region, by hand, and mirrored', () => {
  // Its centre at 115, 210: 5 right of the region's centre and as high, a quarter of the longer side.
  const extent = { x: 110, y: 200, width: 10, height: 20 };
  assert.deepEqual(relativeBox(extent, region, 2, false), [0.25, 0, 0.5, 1]);
  assert.deepEqual(relativeBox(extent, region, 2, true), [-0.25, 0, 0.5, 1]);
});

test('what a perfect network says decodes to the marked box, whose width w spans w + 1', () => {
  const marked = { x: 104, y: 198, width: 14, height: 21 };
  const [x, y, width, height] = relativeBox({ ...marked, width: 15, height: 22 }, region, 2, false);
  const decoded = decodeRegionBox(candidate, [10 * x, 10 * y, 5 * Math.log(width), 5 * Math.log(height)]);
  for (const side of ['x', 'y', 'width', 'height'] as const)
    assert.ok(Math.abs(decoded[side] - marked[side]) < 1e-9, `${side}: ${decoded[side]}`);
});

test('boxes of networks that have learnt nothing are finite, no smaller than nothing', () => {
  const { width, height } = decodeRegionBox(candidate, [0, 0, 1e9, -1e9]);
  assert.ok(Math.abs(width - (20 * Math.E ** 2 - 1)) < 1e-9);
  assert.ok(Math.abs(height - (20 / Math.E ** 2 - 1)) < 1e-9);
  assert.equal(decodeRegionBox({ ...candidate, width: 4, height: 4 }, [0, 0, -45, 0]).width, 0);
});

test('a graph decodes alike, in units of the longer side', async () => {
  const raw = [1, -2, 5 * Math.log(0.7), 35] as const;
  const decoded = decodeRegionBoxes(new Graph().constant(Float32Array.from(raw), [1, 4]));
  const session = await Session.create(compile({ ...decoded }), { threads: 1 });
  const outputs = await session.run({});
  await session.dispose();
  const box = decodeRegionBox(candidate, [...raw]);
  const expected = { x: 0.1, y: -0.2, width: (box.width + 1) / 20, height: (box.height + 1) / 20 };
  for (const [name, value] of Object.entries(expected))
    assert.ok(Math.abs((outputs[name]!.data[0] as number) - value) < 1e-5, `${name}: ${outputs[name]!.data[0]}`);
});
