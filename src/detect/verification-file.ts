import * as z from 'zod';
import { platform } from '#platform';
import { InputError } from '../errors/errors.js';
import { integerBetween, numberBetween, validate } from '../errors/validate.js';
import type { Weights } from '../networks/parameters.js';
import type { Ranges } from '../networks/quantize-kernel.js';
import type { VerificationPreset } from '../networks/verification-model.js';
import { RANGES, readRanges, writeRanges } from '../weights/ranges.js';
import { encodeSafetensors } from '../weights/safetensors.js';
import { readWeightsFile, type WeightsSource } from '../weights/weights-file.js';
import { type Combination, combinationSchema, DEFAULT_COMBINATION } from './combination.js';

/** The second stage's weights that ship with farface. */
export const SHIPPED_VERIFICATION = platform.shippedWeights('verification');

/** What a file of the second stage says of itself, in its `kind`. */
export const VERIFICATION_KIND = 'farface verification';

/** The second stage as a file holds it. */
export interface VerificationFile {
  readonly file: string;
  /** Tensors named `generator.…` and `discriminator.…`. */
  readonly weights: Weights;
  readonly preset: VerificationPreset;
  /** Side of the region around a face over its longer side, see `regionOf`. */
  readonly context: number;
  readonly combination: Combination;
  /** Of the discriminator's activations, for 8 bits. */
  readonly ranges?: Ranges | undefined;
}

const count = integerBetween(0, 4096);
const initial = z.union([z.object({ deviation: z.number() }), z.object({ value: z.number() })]);

/** Strict: a setting that this version does not know would make another network of the same weights. */
const presetSchema: z.ZodType<VerificationPreset> = z.strictObject({
  generator: z
    .strictObject({
      upsample: z.strictObject({ features: count, blocks: count, upscaling: count }),
      refinement: z
        .strictObject({ features: count, blocks: count, wide: count, block: z.literal([1, 2, 4]) })
        .exactOptional(),
      residual: z.boolean().exactOptional(),
      native: z.boolean().exactOptional(),
      initial: initial.exactOptional(),
    })
    .nullable(),
  discriminator: z.strictObject({
    features: z.tuple([count, count, count, count, count]),
    heads: initial,
    box: z.boolean().exactOptional(),
    photo: z.boolean().exactOptional(),
    towers: z.boolean().exactOptional(),
  }),
});

/** Text metadata of the file, each a JSON text; `combination` is chosen after training, and may lack until then. */
const metadataSchema = z.object({
  preset: presetSchema,
  context: numberBetween(0.1, 100),
  combination: combinationSchema.default(DEFAULT_COMBINATION),
});

/** What decides whether a detector verifies. */
export interface VerificationChoice<Source = WeightsSource> {
  readonly verify?: boolean | undefined;
  readonly weights?: Source | undefined;
  readonly verificationWeights?: Source | undefined;
}

/**
 * The file of the second stage that a detector loads; undefined where it has none. The one that ships with farface is
 * made for the proposals that ship beside it, so a detector with weights of its own uses it only where told to.
 */
export function verificationFileOf<Source>({
  verify,
  weights,
  verificationWeights,
}: VerificationChoice<Source>): Source | string | undefined {
  if (verify === false) return undefined;
  if (verificationWeights !== undefined) return verificationWeights;
  return (verify ?? weights === undefined) ? SHIPPED_VERIFICATION : undefined;
}

/**
 * Reads weights of the second stage.
 *
 * @param source where they are; those that ship with farface by default
 * @param shipped which of those
 * @throws InputError where they are missing, damaged or of something else
 */
export async function readVerificationFile(
  source?: WeightsSource,
  shipped: 'verification' | 'generator' = 'verification',
): Promise<VerificationFile> {
  const { file, tensors, metadata } = await readWeightsFile(source, shipped, 'the second stage');
  if (metadata.kind !== VERIFICATION_KIND) {
    throw new InputError(
      `${file}: expected weights of the second stage, but its kind is ${metadata.kind ?? 'not given'}.`,
    );
  }
  const { kind: _, [RANGES]: __, ...values } = metadata;
  const parsed = Object.fromEntries(Object.entries(values).map(([key, text]) => [key, parse(text)]));
  const said = validate(metadataSchema, parsed, (name) => `${file}, ${name}`);
  return { file, weights: tensors, ...said, ranges: readRanges(file, metadata) };
}

/** Text that is no JSON stays text, and is no preset. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The second stage as the bytes of a file of weights, which `createDetector` takes.
 *
 * @example
 * const { file } = await calibrateVerification({ photos: ['a.jpg', 'b.jpg'] }, 'own-verification.safetensors');
 * const bytes = encodeVerificationFile(file);
 */
export function encodeVerificationFile({
  weights,
  preset,
  context,
  combination,
  ranges,
}: Omit<VerificationFile, 'file'>): Uint8Array {
  return encodeSafetensors(weights, {
    kind: VERIFICATION_KIND,
    preset: JSON.stringify(preset),
    context: JSON.stringify(context),
    combination: JSON.stringify(combination),
    ...(ranges && { [RANGES]: writeRanges(ranges) }),
  });
}
