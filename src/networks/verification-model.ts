import { compile, type Dimension, Graph, SymbolicDimension, sigmoid } from '../graph/index.js';
import { type DiscriminatorSize, discriminator } from './discriminator.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from './gan-presets.js';
import { type GeneratorSize, generator } from './generator.js';
import { InferenceLayers } from './inference-layers.js';
import { type Weights, weightsOf } from './parameters.js';

/** The sizes of the second stage's networks. Without a generator the discriminator judges crops that are plainly enlarged. */
export interface VerificationPreset {
  readonly generator: GeneratorSize | null;
  readonly discriminator: DiscriminatorSize;
}

/** Side in pixels of what the model takes in the generator's place: without one it comes enlarged. */
export function regionSide({ generator }: VerificationPreset): number {
  return generator ? LOW_RESOLUTION : HIGH_RESOLUTION;
}

/**
 * The trained generator and discriminator as one ONNX model that judges regions.
 *
 * Inputs `regions`: float32 [batch, 3, side, side], RGB, −1 to 1; see `regionSide`; and, where the discriminator sees it, `photo`,
 * the same regions [batch, 3, 64, 64] as they were photographed. Outputs `face` and `real`, [batch, 1]:
 * the probability that a region shows a face, and that it is an image of high resolution; with a box head `box`, [batch, 4],
 * as `decodeRegionBox` reads it.
 *
 * @param weights tensors named `generator.…` and `discriminator.…`
 * @throws RangeError where the weights are of other networks
 */
export function verificationModel(weights: Weights, preset: VerificationPreset): Uint8Array {
  const side = regionSide(preset);
  const { graph, batch, regions } = regionGraph(side, side);
  const photo = preset.discriminator.photo
    ? graph.input('photo', [batch, 3, HIGH_RESOLUTION, HIGH_RESOLUTION])
    : undefined;
  const image = preset.generator
    ? generator(new InferenceLayers(graph, weightsOf(weights, 'generator')), regions, preset.generator).refined
    : regions;
  const layers = new InferenceLayers(graph, weightsOf(weights, 'discriminator'));
  const { face, real, box } = discriminator(layers, { image, photo }, preset.discriminator);
  return compile({ face: sigmoid(face), real: sigmoid(real), ...(box && { box }) });
}

/**
 * The trained generator alone as an ONNX model that draws regions of any size at four times their side: it consists of
 * convolutions, which do not care how many pixels there are.
 *
 * Input `regions`: float32 [batch, 3, height, width], RGB, −1 to 1. Outputs `upsampled` and `refined`,
 * [batch, 3, 4 · height, 4 · width], about −1 to 1.
 *
 * @param weights tensors named `generator.…`
 * @throws RangeError where the weights are of another network
 */
export function enhancementModel(weights: Weights, size: GeneratorSize): Uint8Array {
  const { graph, regions } = regionGraph(new SymbolicDimension('height'), new SymbolicDimension('width'));
  const { upsampled, refined } = generator(new InferenceLayers(graph, weightsOf(weights, 'generator')), regions, size);
  return compile({ upsampled, refined });
}

function regionGraph(height: Dimension, width: Dimension) {
  const graph = new Graph();
  const batch = new SymbolicDimension('batch');
  return { graph, batch, regions: graph.input('regions', [batch, 3, height, width]) };
}
