import { compile, multiplyAdds, targetOf } from '../../src/graph/index.js';
import { ASSIGNMENT_ROWS, assign } from '../../src/networks/proposal-assignment.js';
import { listCells } from '../../src/networks/proposal-boxes.js';
import { STRIDES } from '../../src/networks/proposal-network.js';
import { createRandom, normal, uniform } from '../../src/random/random.js';
import { type RuntimeTensor, Session, tensor } from '../../src/runtime/session.js';
import { proposalSettings } from '../../src/train/proposal-settings.js';
import { buildProposalStep, declareProposals, proposalStep } from '../../src/train/proposal-step.js';
import { fastest, type On } from './measure.js';

/** A whole training step: forward, loss, backward, AdamW and the averages, with the default settings. */
const SETTINGS = proposalSettings.parse({});
/** The same of one crop, for a processor that imitates graphics. */
const SMALL = proposalSettings.parse({ batchSize: 1, cropSize: 96 });

/** Milliseconds and GFLOPS of a training step; only convolutions and matrix products are counted as operations. */
export async function timeTrainingStep(on: On, small: boolean) {
  const settings = small ? SMALL : SETTINGS;
  const step = buildProposalStep(settings);
  const operations = 2 * multiplyAdds(Object.values(step));
  const inputs = trainingInputs(settings);
  const session = await Session.create(compile(step, targetOf(on.device)), on);
  const milliseconds = await fastest(() => session.run(inputs));
  await session.dispose();
  return { operations, milliseconds, rate: operations / milliseconds / 1e6 };
}

/** A session that records the time of each operation of a training step. */
export function profiledTrainingStep(threads: number, profilePrefix: string): Promise<Session> {
  return Session.create(proposalStep(SETTINGS), { threads, profilePrefix });
}

/** Fresh weights, noise for pixels and six faces a crop. */
export function trainingInputs(settings = SETTINGS): Record<string, RuntimeTensor> {
  const { batchSize, cropSize } = settings;
  const { parameters, statistics } = declareProposals();
  const random = createRandom(1);
  const cells = listCells(cropSize, STRIDES);
  const assignment = new Float32Array(batchSize * ASSIGNMENT_ROWS * cells.count);
  const length = ASSIGNMENT_ROWS * cells.count;
  for (let crop = 0; crop < batchSize; crop += 1) {
    const faces = Array.from({ length: 6 }, () => {
      const [x, y, side] = [
        uniform(random, 0, cropSize - 70),
        uniform(random, 0, cropSize - 70),
        uniform(random, 6, 64),
      ];
      return { box: { x, y, width: side, height: side }, ignore: false };
    });
    assign(cells, faces, assignment.subarray(crop * length, (crop + 1) * length));
  }
  const vector = (values: Float32Array) => tensor(values, [values.length]);
  const zeros = () => vector(new Float32Array(parameters.length));
  const scalar = (value: number) => tensor(Float32Array.of(value), []);
  return {
    parameters: vector(parameters.initialize(() => normal(random))),
    moment1: zeros(),
    moment2: zeros(),
    average: zeros(),
    statistics: vector(statistics.initialize(() => 0)),
    pixels: tensor(
      new Uint8Array(batchSize * 3 * cropSize ** 2).map(() => uniform(random, 0, 256)),
      [batchSize, 3, cropSize, cropSize],
    ),
    assignment: tensor(assignment, [batchSize, ASSIGNMENT_ROWS, cells.count]),
    rate: scalar(1e-3),
    step: scalar(1),
    averaging: scalar(0.99),
  };
}
