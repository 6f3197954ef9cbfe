import { compile, concatenate, elementCount, Graph, reshape, slice, type Tensor, toFloat } from '../graph/index.js';
import { proposalLoss } from '../losses/proposals.js';
import { DEFAULT_ARCHITECTURE, type ProposalArchitecture } from '../networks/proposal-architecture.js';
import { ASSIGNMENT, ASSIGNMENT_ROWS } from '../networks/proposal-assignment.js';
import { decodeBoxes, listCells } from '../networks/proposal-boxes.js';
import { proposalNetwork, STRIDES } from '../networks/proposal-network.js';
import { type Declaration, declare } from '../networks/training-layers.js';
import type { ProposalSettings } from './proposal-settings.js';
import { TrainedNetwork, type UpdateSettings } from './trained-network.js';

/** What the proposal network consists of. */
export function declareProposals(architecture: ProposalArchitecture = DEFAULT_ARCHITECTURE): Declaration {
  return declare((layers, pixels) => proposalNetwork(layers, pixels!, architecture), [[1, 3, 64, 64]]);
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
export function buildProposalStep(
  settings: ProposalSettings & Pick<UpdateSettings, 'scalesLoss'>,
): Record<string, Tensor> {
  const { batchSize, cropSize, architecture } = settings;
  const graph = new Graph();
  const network = new TrainedNetwork(graph, declareProposals(architecture));

  const pixels = toFloat(graph.input('pixels', [batchSize, 3, cropSize, cropSize], 'uint8'));
  const cells = listCells(cropSize, STRIDES);
  const branches = proposalNetwork(network.layers, pixels, architecture);
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
  return { ...network.update(loss.total, settings), loss: loss.total, scoreLoss: loss.score, boxLoss: loss.box };
}
