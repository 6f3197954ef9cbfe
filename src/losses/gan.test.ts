import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile, differentiate, Graph, type Tensor } from '../graph/index.js';
import { Session } from '../runtime/session.js';
import { discriminatorAdversarialLoss, generatorAdversarialLoss } from './adversarial.js';
import { boxLoss } from './boxes.js';
import { classificationLoss } from './classification.js';
import { discriminatorObjective, generatorObjective } from './gan-objective.js';
import { pixelLoss } from './pixel.js';

/** Checks tensors that depend on constants only against numbers worked out by hand. */
async function check(tensors: Record<string, Tensor>, expected: Record<string, number[]>): Promise<void> {
  const session = await Session.create(compile(tensors), { threads: 1 });
  const outputs = await session.run({});
  await session.dispose();
  for (const [name, values] of Object.entries(expected)) {
    const actual = Array.from(outputs[name]!.data as Float32Array);
    assert.equal(actual.length, values.length, name);
    values.forEach((value, index) => {
      assert.ok(Math.abs(actual[index]! - value) <= 1e-5, `${name}: ${actual} where ${values} was expected`);
    });
  }
}

const { log, LN2 } = Math;
/** The logit of ¾. */
const THREE_QUARTERS = log(3);

function constants() {
  const graph = new Graph();
  return (...values: number[]) => graph.constant(Float32Array.from(values), [values.length, 1]);
}

test('pixel loss: the mean squared errors of both images, added', async () => {
  const column = constants();
  // Errors ½ and 0, then 1 and −½: ¼ / 2 + 1¼ / 2.
  await check({ loss: pixelLoss(column(0.5, -1), column(1, -1.5), column(0, -1)) }, { loss: [0.125 + 0.625] });
});

test('adversarial loss: −log D or log(1 − D) for G, both errors for D, without overflow', async () => {
  const column = constants();
  const generated = column(THREE_QUARTERS, 0);
  await check(
    {
      nonSaturating: generatorAdversarialLoss(generated),
      minimax: generatorAdversarialLoss(generated, 'minimax'),
      discriminator: discriminatorAdversarialLoss(generated, column(THREE_QUARTERS)),
      sure: generatorAdversarialLoss(column(-200)),
    },
    {
      nonSaturating: [(-log(0.75) + LN2) / 2],
      minimax: [(log(0.25) - LN2) / 2],
      discriminator: [(-log(0.25) + LN2) / 2 - log(0.75)],
      sure: [200],
    },
  );
});

test('where D is sure that an image is generated, only the non-saturating form has a gradient', async () => {
  const generated = constants()(-20);
  const gradient = (loss: Tensor) => differentiate(loss, [generated])[0]!;
  // −(1 − σ(−20)) and −σ(−20).
  await check(
    {
      nonSaturating: gradient(generatorAdversarialLoss(generated)),
      minimax: gradient(generatorAdversarialLoss(generated, 'minimax')),
    },
    { nonSaturating: [-1], minimax: [0] },
  );
});

test('classification loss: cross-entropy of faces and non-faces alike', async () => {
  const column = constants();
  const loss = classificationLoss(column(THREE_QUARTERS, THREE_QUARTERS), column(1, 0));
  await check({ loss }, { loss: [(-log(0.75) - log(0.25)) / 2] });
});

test('box loss: 1 − GIoU of the faces alone', async () => {
  const column = constants();
  const boxes = (...xs: number[]) => ({ x: column(...xs), y: column(0, 0), width: column(1, 1), height: column(1, 1) });
  // Half beside the truth: IoU ½ / 1½, the hull as large as the union. The non-face is anywhere.
  const loss = boxLoss(boxes(0.5, 9), boxes(0, 0), column(1, 0));
  await check({ loss, none: boxLoss(boxes(0.5, 9), boxes(0, 0), column(0, 0)) }, { loss: [2 / 3], none: [0] });
});

test('equations 8 and 9 with α = 0.001 and β = 0.01, and with other weights', async () => {
  const graph = new Graph();
  const number = (value: number) => graph.constant(value);
  const generatorTerms = { pixel: number(2), adversarial: number(3), classification: number(5) };
  const discriminatorTerms = {
    adversarial: number(3),
    generatedClassification: number(5),
    realClassification: number(7),
  };
  await check(
    {
      generator: generatorObjective(generatorTerms),
      ablated: generatorObjective(generatorTerms, { pixel: 10, adversarial: 0, classification: 1, box: 1 }),
      discriminator: discriminatorObjective(discriminatorTerms),
      weighted: discriminatorObjective(discriminatorTerms, { adversarial: 2, classification: 0.5, box: 1 }),
      boxes: generatorObjective({ ...generatorTerms, box: number(11) }),
      bothBoxes: discriminatorObjective(
        { ...discriminatorTerms, generatedBox: number(11), realBox: number(13) },
        { adversarial: 1, classification: 1, box: 0.5 },
      ),
    },
    {
      generator: [2 + 0.003 + 0.05],
      ablated: [25],
      discriminator: [15],
      weighted: [12],
      boxes: [2 + 0.003 + 0.05 + 0.11],
      bothBoxes: [15 + 12],
    },
  );
});
