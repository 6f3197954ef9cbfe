import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CASES } from './testing/cases.js';
import { Evaluator, randomValues } from './testing/evaluate.js';

/** Elements of each input that are moved. */
const PROBES = 6;

for (const { name, shapes, build, range = [-1, 1], delta = 1e-2 } of CASES) {
  test(`the gradient of ${name} is that of central differences`, async () => {
    const evaluator = await Evaluator.create(shapes, build);
    const values = shapes.map((shape, index) => randomValues(shape, index + 1, ...range));
    const weights = randomValues(evaluator.outputShape, 99);
    const { gradients } = await evaluator.run(values, weights);
    const weighted = async (moved: readonly Float32Array[]) => {
      const { output } = await evaluator.run(moved, weights);
      return output.reduce((sum, value, index) => sum + value * weights[index]!, 0);
    };
    for (const [input, value] of values.entries()) {
      for (let probe = 0; probe < PROBES; probe += 1) {
        const element = Math.floor((probe * value.length) / PROBES);
        const move = (distance: number) =>
          values.map((all, index) => (index === input ? all.map((v, at) => (at === element ? v + distance : v)) : all));
        const expected = ((await weighted(move(delta))) - (await weighted(move(-delta)))) / (2 * delta);
        const actual = gradients[input]![element]!;
        assert.ok(
          Math.abs(actual - expected) <= 2e-3 * (1 + Math.abs(expected)),
          `input ${input}, element ${element}: ${actual} where differences give ${expected}`,
        );
      }
    }
    await evaluator.dispose();
  });
}
