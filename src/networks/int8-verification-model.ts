import { add, compile, multiply, quantizeLinear, transpose } from '../graph/index.js';
import { discriminator } from './discriminator.js';
import { Int8Layers } from './int8-layers.js';
import { type Weights, weightsOf } from './parameters.js';
import type { KernelBits, Ranges } from './quantize-kernel.js';
import {
  answersOf,
  COLOUR_CENTRE,
  colours,
  photographedRegions,
  type Seen,
  secondLook,
  type VerificationPreset,
} from './verification-model.js';

/** Bytes that stand for themselves. */
const COLOURS = { scale: 1, zeroPoint: 0 } as const;

/**
 * The discriminator of `verificationModel` in 8 bits, with the same input and outputs. A generator before it stays in
 * float32, as transposed convolutions have no kernel in 8 bits: what it draws is rounded to the colours that pictures have.
 *
 * @param ranges of the discriminator's activations
 * @throws RangeError where weights or ranges are of other networks
 */
export function int8VerificationModel(
  weights: Weights,
  preset: VerificationPreset,
  ranges: Ranges,
  bits: KernelBits,
  seen: Seen = 'regions',
): Uint8Array {
  if (preset.discriminator.towers) throw new RangeError('a discriminator of two towers computes in float32 alone');
  const { graph, regions } = photographedRegions();
  const layers = new Int8Layers(graph, weightsOf(weights, 'discriminator'), ranges, bits);
  const photo = colours(regions);
  // Enlarging is linear, and takes bytes as well as what they stand for; a network does not.
  const drawn = preset.generator
    ? toColours(secondLook(fromColours(photo), weights, preset, seen))
    : secondLook(photo, weights, preset);
  const image = transpose(quantizeLinear(drawn, COLOURS), [0, 2, 3, 1]);
  const shown = preset.discriminator.photo ? [image, regions] : [image];
  const standardized = layers.standardizeJoined(shown, COLOUR_CENTRE, COLOUR_CENTRE);
  return compile(answersOf(discriminator(layers, { image: standardized, photo: undefined }, preset.discriminator)));
}

const fromColours = (x: ReturnType<typeof colours>) => add(multiply(x, 1 / COLOUR_CENTRE), -1);
const toColours = (x: ReturnType<typeof colours>) => multiply(add(x, 1), COLOUR_CENTRE);
