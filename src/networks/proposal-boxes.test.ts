import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph } from '../graph/index.js';
import { Session, tensor } from '../runtime/session.js';
import { decodeBox, decodeBoxes, listCells } from './proposal-boxes.js';

test('a cell decodes to a box', () => {
  // Cell (2, 1) of stride 8 has its centre at (20, 12); all zeros mean 32 × 32 there.
  assert.deepEqual(decodeBox(8, 2, 1, 0, 0, 0, 0), { x: 4, y: -4, width: 32, height: 32 });
  // Half a stride right, one stride up; half as wide, twice as tall.
  const box = decodeBox(8, 2, 1, 1, -2, 2 * Math.log(0.5), 2 * Math.log(2));
  assert.deepEqual(
    Object.values(box).map((value) => Number(value.toFixed(9))),
    [24 - 8, 4 - 32, 16, 64],
  );
  // Raw sizes are bounded.
  assert.equal(decodeBox(4, 0, 0, 0, 0, 1000, 0).width, 16 * Math.exp(3));
});

test('the graph decodes what the detector decodes', async () => {
  const cells = listCells(32, [8, 32]);
  assert.equal(cells.count, 17);
  const graph = new Graph();
  const { x, y, width, height } = decodeBoxes(graph.input('raw', [1, 4, cells.count]), cells);
  const session = await Session.create(compile({ x, y, width, height }), { threads: 1 });
  const raw = Float32Array.from({ length: 4 * cells.count }, (_, index) => Math.sin(index) * 3);
  const outputs = await session.run({ raw: tensor(raw, [1, 4, cells.count]) });
  for (let cell = 0; cell < cells.count; cell += 1) {
    const stride = cells.strides[cell]!;
    const part = (index: number) => raw[index * cells.count + cell]!;
    const [column, row] = [(cells.x[cell]! - stride / 2) / stride, (cells.y[cell]! - stride / 2) / stride];
    const box = decodeBox(stride, column, row, part(0), part(1), part(2), part(3));
    const read = (name: string) => outputs[name]!.data[cell] as number;
    const expected = [box.x + box.width / 2, box.y + box.height / 2, box.width, box.height];
    ['x', 'y', 'width', 'height'].forEach((name, index) => {
      assert.ok(Math.abs(read(name) - expected[index]!) < 1e-3, `${name} of cell ${cell}`);
    });
  }
  await session.dispose();
});
