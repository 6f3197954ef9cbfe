import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph, type Tensor } from '../graph/index.js';
import { Session } from '../runtime/session.js';
import { binaryCrossEntropy, qualityFocal } from './focal.js';
import { overlap } from './overlap.js';
import { proposalLoss } from './proposals.js';

/** The values of tensors that depend on constants only. */
async function evaluate(tensors: Record<string, Tensor>): Promise<Record<string, number[]>> {
  const session = await Session.create(compile(tensors), { threads: 1 });
  const outputs = await session.run({});
  await session.dispose();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
  );
}

function near(actual: readonly number[], expected: readonly number[], tolerance = 1e-5): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, index) => {
    assert.ok(Math.abs(actual[index]! - value) <= tolerance, `${actual} where ${expected} was expected`);
  });
}

test('binary cross-entropy: ln 2 for an undecided score, and no overflow', async () => {
  const graph = new Graph();
  const logits = graph.constant(Float32Array.of(0, 0, 100, -100), [4]);
  const targets = graph.constant(Float32Array.of(1, 0, 0, 0), [4]);
  const { loss } = await evaluate({ loss: binaryCrossEntropy(logits, targets) });
  near(loss!, [Math.LN2, Math.LN2, 100, 0]);
});

test('quality focal loss: |t − σ|² · BCE', async () => {
  const graph = new Graph();
  const logits = graph.constant(Float32Array.of(0, Math.log(3)), [2]);
  const targets = graph.constant(Float32Array.of(1, 0.25), [2]);
  const { loss } = await evaluate({ loss: qualityFocal(logits, targets) });
  // σ(ln 3) = ¾: (½)² of the distance; BCE(¾, ¼) = −¼ ln ¾ − ¾ ln ¼.
  near(loss!, [0.25 * Math.LN2, 0.25 * (-0.25 * Math.log(0.75) - 0.75 * Math.log(0.25))]);
});

function boxes(graph: Graph, ...rows: readonly (readonly [number, number, number, number])[]) {
  const column = (index: number) =>
    graph.constant(
      Float32Array.from(rows, (row) => row[index]!),
      [1, 1, rows.length],
    );
  return { x: column(0), y: column(1), width: column(2), height: column(3) };
}

test('overlap of equal, half overlapping and distant boxes', async () => {
  const graph = new Graph();
  const a = boxes(graph, [5, 5, 10, 10], [5, 5, 10, 10], [5, 5, 10, 10]);
  const b = boxes(graph, [5, 5, 10, 10], [10, 5, 10, 10], [25, 5, 10, 10]);
  const { iou, giou } = await evaluate(overlap(a, b));
  // 50 of 150; the hull is 150 as well. 0 of 200; the hull is 300.
  near(iou!, [1, 1 / 3, 0]);
  near(giou!, [1, 1 / 3, -1 / 3]);
});

test('proposal loss: divided by the positives, ignored cells left out, the target is the root of the overlap', async () => {
  const graph = new Graph();
  const row = (...values: number[]) => graph.constant(Float32Array.from(values), [1, 1, values.length]);
  // A face whose box overlaps by a third, background, and a cell that is ignored.
  const { total, score, box } = proposalLoss(
    row(0, 0, 9),
    boxes(graph, [5, 5, 10, 10], [5, 5, 10, 10], [5, 5, 10, 10]),
    { positive: row(1, 0, 0), counted: row(1, 1, 0), boxes: boxes(graph, [10, 5, 10, 10], [0, 0, 4, 4], [0, 0, 4, 4]) },
    { score: 3, box: 2 },
  );
  const values = await evaluate({ total, score, box });
  const quality = Math.sqrt(1 / 3);
  // At least 8 positives divide it.
  const expectedScore = ((quality - 0.5) ** 2 * Math.LN2 + 0.25 * Math.LN2) / 8;
  near(values.score!, [expectedScore]);
  near(values.box!, [2 / 3 / 8]);
  near(values.total!, [3 * expectedScore + (2 * 2) / 3 / 8]);
});
