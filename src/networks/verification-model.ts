import {
  averagePool,
  bilinearUpsample,
  compile,
  Graph,
  halfPrecision,
  SymbolicDimension,
  sigmoid,
  type Target,
  type Tensor,
  toFloat,
  transpose,
} from '../graph/index.js';
import { DRAWING_SIDE, WINDOW_SIDE } from '../image/window.js';
import { type Discrimination, type DiscriminatorSize, discriminator } from './discriminator.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from './gan-presets.js';
import { type GeneratorSize, generator } from './generator.js';
import { InferenceLayers } from './inference-layers.js';
import { type Weights, weightsOf } from './parameters.js';
import { sampleRegion } from './sample-region.js';

const RGB = 3;
const FACTOR = HIGH_RESOLUTION / LOW_RESOLUTION;

/** The sizes of the second stage's networks. Without a generator the discriminator judges crops that are plainly enlarged. */
export interface VerificationPreset {
  readonly generator: GeneratorSize | null;
  readonly discriminator: DiscriminatorSize;
}

/** Colours, 0 to 255, become −1 to 1. */
export const COLOUR_CENTRE = 127.5;

/**
 * The trained generator and discriminator as one ONNX model that judges regions.
 *
 * Input `regions`: uint8 [batch, 64, 64, 3], RGB, as they were photographed. The generator sees them shrunk to 16 × 16;
 * without one, that is enlarged bilinearly in its place, and so it is for candidates that are too large for one that draws
 * native pixels. For those that it draws `seen` is `windows`, which adds the inputs of `drawnWindows`. Outputs `face` and `real`, [batch, 1]:
 * the probability that a region shows a face, and that it is an image of high resolution; with a box head `box`, [batch, 4],
 * as `decodeRegionBox` reads it.
 *
 * @param weights tensors named `generator.…` and `discriminator.…`
 * @param half compute in half precision, on this target
 * @throws RangeError where the weights are of other networks
 */
export function verificationModel(
  weights: Weights,
  preset: VerificationPreset,
  seen: Seen = 'regions',
  half?: Target,
): Uint8Array {
  const { graph, regions } = photographedRegions();
  const layers = new InferenceLayers(graph, weightsOf(weights, 'discriminator'));
  const photo = layers.standardize(colours(regions), COLOUR_CENTRE, COLOUR_CENTRE);
  const image = secondLook(photo, weights, preset, seen);
  const shown = { image, photo: preset.discriminator.photo ? photo : undefined };
  const answers = answersOf(discriminator(layers, shown, preset.discriminator));
  return compile(half ? halfPrecision(answers, half) : answers, half);
}

/** What a model sees of candidates: their regions alone, or the windows around them too. */
export type Seen = 'regions' | 'windows';

/** The input of a model that judges regions. */
export function photographedRegions(): { readonly graph: Graph; readonly regions: Tensor } {
  const graph = new Graph();
  const shape = [new SymbolicDimension('batch'), HIGH_RESOLUTION, HIGH_RESOLUTION, RGB];
  return { graph, regions: graph.input('regions', shape, 'uint8') };
}

/** Bytes with channels last as float32 with channels first. */
export function colours(regions: Tensor): Tensor {
  return transpose(toFloat(regions), [0, 3, 1, 2]);
}

/** What the discriminator judges: regions [batch, 3, 64, 64], −1 to 1, shrunk and drawn anew, or taken out of drawn windows. */
export function secondLook(
  photo: Tensor,
  weights: Weights,
  preset: VerificationPreset,
  seen: Seen = 'regions',
): Tensor {
  const size = preset.generator;
  if (size?.native && seen === 'windows') return drawnWindows(photo.graph, weights, size);
  const low = averagePool(photo, FACTOR);
  if (!size || size.native) return bilinearUpsample(low, FACTOR);
  return generator(new InferenceLayers(photo.graph, weightsOf(weights, 'generator')), low, size).refined;
}

/**
 * The candidates' regions in the drawings of the windows around them. Adds the inputs `windows`, uint8 [batch, 32, 32, 3], RGB,
 * and `rows` and `columns`, [batch, 64, 128], see `sampling`.
 */
function drawnWindows(graph: Graph, weights: Weights, size: GeneratorSize): Tensor {
  const batch = new SymbolicDimension('batch');
  const windows = graph.input('windows', [batch, WINDOW_SIDE, WINDOW_SIDE, RGB], 'uint8');
  const shape = [batch, HIGH_RESOLUTION, DRAWING_SIDE];
  const [rows, columns] = [graph.input('rows', shape), graph.input('columns', shape)];
  const layers = new InferenceLayers(graph, weightsOf(weights, 'generator'));
  const pixels = layers.standardize(colours(windows), COLOUR_CENTRE, COLOUR_CENTRE);
  return sampleRegion(generator(layers, pixels, size).refined, rows, columns);
}

/** The outputs of a model that judges regions. */
export function answersOf({ face, real, box }: Discrimination): Record<string, Tensor> {
  return { face: sigmoid(face), real: sigmoid(real), ...(box && { box }) };
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
  const graph = new Graph();
  const sides = [new SymbolicDimension('height'), new SymbolicDimension('width')];
  const regions = graph.input('regions', [new SymbolicDimension('batch'), RGB, ...sides]);
  const { upsampled, refined } = generator(new InferenceLayers(graph, weightsOf(weights, 'generator')), regions, size);
  return compile({ upsampled, refined });
}
