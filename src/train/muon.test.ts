import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, Graph } from '../graph/index.js';
import { createRandom, normal } from '../random/random.js';
import { Session, tensor } from '../runtime/session.js';
import { orthogonalize } from './muon.js';

async function orthogonalized(rows: number, columns: number, values: Float32Array): Promise<Float32Array> {
  const graph = new Graph();
  const session = await Session.create(compile({ y: orthogonalize(graph.input('x', [rows, columns])) }), {
    threads: 1,
  });
  const { y } = await session.run({ x: tensor(values, [rows, columns]) });
  await session.dispose();
  return y!.data as Float32Array;
}

/** The square of the smaller side: of an orthogonal matrix, the identity. */
function gram(rows: number, columns: number, x: Float32Array): number[][] {
  const side = Math.min(rows, columns);
  const at = (i: number, k: number) => (rows <= columns ? x[i * columns + k]! : x[k * columns + i]!);
  return Array.from({ length: side }, (_, i) =>
    Array.from({ length: side }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < Math.max(rows, columns); k += 1) sum += at(i, k) * at(j, k);
      return sum;
    }),
  );
}

for (const [rows, columns] of [
  [6, 40],
  [40, 6],
] as const) {
  test(`the rows or columns of a ${rows} × ${columns} matrix become orthogonal, of a length near 1`, async () => {
    const random = createRandom(1);
    const x = await orthogonalized(
      rows,
      columns,
      Float32Array.from({ length: rows * columns }, () => normal(random)),
    );
    gram(rows, columns, x).forEach((row, i) => {
      row.forEach((value, j) => {
        // Singular values of 0.7 to 1.2, so squares of 0.49 to 1.44.
        if (i === j) assert(value > 0.45 && value < 1.5, `${value}`);
        else assert(Math.abs(value) < 0.35, `${value}`);
      });
    });
  });
}

test('the size of the matrix does not matter, its signs do', async () => {
  const values = Float32Array.of(3, 0, 0, 0, -5, 0);
  const small = await orthogonalized(
    2,
    3,
    values.map((value) => value / 1000),
  );
  const x = await orthogonalized(2, 3, values);
  for (const [index, value] of x.entries()) assert(Math.abs(value - small[index]!) < 1e-4);
  assert(x[0]! > 0.68 && x[0]! < 1.22 && x[4]! < -0.68 && x[4]! > -1.22, `${x}`);
  for (const index of [1, 2, 3, 5]) assert.equal(x[index], 0);
});
