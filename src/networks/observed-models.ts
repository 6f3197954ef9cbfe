import { compile, Graph, SymbolicDimension, type Tensor, toFloat, transpose } from '../graph/index.js';
import { discriminator } from './discriminator.js';
import { InferenceLayers } from './inference-layers.js';
import { type Weights, weightsOf } from './parameters.js';
import { architectureOf } from './proposal-architecture.js';
import { proposalNetwork } from './proposal-network.js';
import {
  COLOUR_CENTRE,
  colours,
  photographedRegions,
  type Seen,
  secondLook,
  type VerificationPreset,
} from './verification-model.js';

/** `proposalModel` in float32, whose outputs are all its activations, by the names of its convolutions and sums. */
export function observedProposals(weights: Weights): Uint8Array {
  const graph = new Graph();
  const image = graph.input('image', [1, new SymbolicDimension('height'), new SymbolicDimension('width'), 3], 'uint8');
  const layers = new InferenceLayers(graph, weights);
  proposalNetwork(layers, transpose(toFloat(image), [0, 3, 1, 2]), architectureOf(weights));
  return compile(named(layers.activations));
}

/** `verificationModel` in float32, whose outputs are all activations of its discriminator, likewise. */
export function observedVerification(weights: Weights, preset: VerificationPreset, seen: Seen = 'regions'): Uint8Array {
  const { graph, regions } = photographedRegions();
  const layers = new InferenceLayers(graph, weightsOf(weights, 'discriminator'));
  const photo = layers.standardize(colours(regions), COLOUR_CENTRE, COLOUR_CENTRE);
  const image = secondLook(photo, weights, preset, seen);
  discriminator(layers, { image, photo: preset.discriminator.photo ? photo : undefined }, preset.discriminator);
  return compile(named(layers.activations));
}

function named(activations: ReadonlyMap<string, Tensor>): Record<string, Tensor> {
  return Object.fromEntries([...activations].map(([name, tensor]) => [name, tensor]));
}
