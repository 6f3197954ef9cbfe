import {
  compile,
  concatenate,
  differentiate,
  elementCount,
  Graph,
  reshape,
  slice,
  splitVector,
  type Tensor,
  toFloat,
} from '../graph/index.js';
import { proposalLoss } from '../losses/proposals.js';
import { ASSIGNMENT, ASSIGNMENT_ROWS } from '../networks/proposal-assignment.js';
import { decodeBoxes, listCells } from '../networks/proposal-boxes.js';
import { proposalNetwork, STRIDES } from '../networks/proposal-network.js';
import { type Declaration, declare, TrainingLayers } from '../networks/training-layers.js';
import { movingAverage } from './moving-average.js';
import { adam } from './optimizer.js';
import type { ProposalSettings } from './proposal-settings.js';

/** What the proposal network consists of. */
export function declareProposals(): Declaration {
  return declare(proposalNetwork, [[1, 3, 64, 64]]);
}

/**
 * One training step of the proposal network as an ONNX model: forward, loss, backward, AdamW, and the moving averages of
 * parameters and of batch statistics.
 *
 * Inputs: `pixels` uint8 [batch, 3, side, side], `assignment` [batch, 6, cells] (see `assign`), `rate` [], `step` [],
 * `averaging` [] (how much of the average is kept), and the state: `parameters`, `moment1`, `moment2`, `average`
 * [parameters], `statistics` [statistics]. Outputs: the new state (`next.parameters` …) and `loss`, `scoreLoss`,
 * `boxLoss`, `gradientNorm` [].
 */
export function proposalStep(settings: ProposalSettings): Uint8Array {
  return compile(buildProposalStep(settings));
}

/** The same as tensors of a graph. */
export function buildProposalStep(settings: ProposalSettings): Record<string, Tensor> {
  const { batchSize, cropSize } = settings;
  const { parameters, statistics } = declareProposals();
  const graph = new Graph();
  const vector = (name: string, length: number) => graph.input(name, [length]);
  const state = {
    parameters: vector('parameters', parameters.length),
    moment1: vector('moment1', parameters.length),
    moment2: vector('moment2', parameters.length),
  };
  const tensors = splitVector(state.parameters, parameters.shapes);
  const byName = new Map(parameters.specifications.map(({ name }, index) => [name, tensors[index]!]));
  const layers = new TrainingLayers(({ name }) => byName.get(name)!);

  const pixels = toFloat(graph.input('pixels', [batchSize, 3, cropSize, cropSize], 'uint8'));
  const cells = listCells(cropSize, STRIDES);
  const branches = proposalNetwork(layers, pixels);
  const flatten = (x: Tensor) => reshape(x, [batchSize, x.shape[1]!, elementCount(x.shape.slice(2))]);
  const logits = concatenate(
    branches.map(({ scores }) => flatten(scores)),
    2,
  );
  const raw = concatenate(
    branches.map(({ boxes }) => flatten(boxes)),
    2,
  );

  const assignment = graph.input('assignment', [batchSize, ASSIGNMENT_ROWS, cells.count]);
  const row = (index: number) => slice(assignment, 1, index, index + 1);
  const targets = {
    positive: row(ASSIGNMENT.positive),
    counted: row(ASSIGNMENT.counted),
    boxes: {
      x: row(ASSIGNMENT.x),
      y: row(ASSIGNMENT.y),
      width: row(ASSIGNMENT.width),
      height: row(ASSIGNMENT.height),
    },
  };
  const loss = proposalLoss(logits, decodeBoxes(raw, cells), targets, settings.loss);

  const gradients = differentiate(loss.total, tensors);
  const schedule = { rate: graph.input('rate', []), step: graph.input('step', []) };
  const updated = adam(state, gradients, parameters, schedule, settings.optimizer);
  const average = vector('average', parameters.length);
  const running = vector('statistics', statistics.length);
  const batch = concatenate(
    layers.statistics.map((statistic) => statistic.batch),
    0,
  );
  return {
    'next.parameters': updated.parameters,
    'next.moment1': updated.moment1,
    'next.moment2': updated.moment2,
    'next.average': movingAverage(average, updated.parameters, graph.input('averaging', [])),
    'next.statistics': movingAverage(running, batch, graph.constant(settings.statisticsMomentum)),
    loss: loss.total,
    scoreLoss: loss.score,
    boxLoss: loss.box,
    gradientNorm: updated.gradientNorm,
  };
}
