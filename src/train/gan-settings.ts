import { z } from 'zod';
import { CANDIDATE_SETTINGS } from '../datasets/candidates.js';
import { CROP_SETTINGS } from '../datasets/crop-settings.js';
import type { RegionBatchSettings } from '../datasets/region-batches.js';
import { DEGRADATION_SETTINGS } from '../datasets/region-degradation.js';
import { STORED_SIDE_NATIVE } from '../datasets/region-sample.js';
import { InputError } from '../errors/errors.js';
import { DISCRIMINATOR_LOSS_WEIGHTS, GENERATOR_LOSS_WEIGHTS } from '../losses/gan-objective.js';
import { drawingSides, GAN_PRESETS, type GanPreset, type GanPresetName } from '../networks/gan-presets.js';
import { optimizerFields } from './optimizer-settings.js';

/** The stages in which the second stage of detection is trained. */
export const GAN_STAGES = ['super-resolution', 'classifier', 'gan'] as const;
export type GanStage = (typeof GAN_STAGES)[number];

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const range = (value: readonly [number, number]) => z.tuple([z.number(), z.number()]).default([...value]);

/** Every hyper-parameter of a stage's training, with its default. */
const fields = {
  preset: z.enum(['lite', 'native', 'paper']).default('lite'),
  /** Whether the generator has its refinement sub-network; off for an ablation. */
  refinement: z.boolean().default(true),
  /** Whether the discriminator sees drawing and photo in two towers; for presets whose discriminator sees both. */
  towers: z.boolean().default(false),
  /** Regions a step that have a real image of high resolution, and real tiny regions, which have none. */
  pairs: z.int().nonnegative().multipleOf(2).default(16),
  candidates: z.int().nonnegative().multipleOf(2).default(32),
  /** Regions that `native` draws no window of, as they are too large; counts with that preset alone. */
  larger: z.int().nonnegative().multipleOf(2).default(16),
  /** Side of the square around a candidate, in its own longer sides. */
  context: z.number().min(1).max(2.5).default(2),
  steps: z.int().positive().default(2000),
  learningRate: positive.default(1e-3),
  /** Of the discriminator beside the generator, as a factor on the rate. */
  discriminatorRate: positive.default(1),
  /** Steps of the discriminator for each of the generator (Goodfellow et al. 2014, algorithm 1, k). */
  discriminatorSteps: z.int().positive().default(1),
  warmupSteps: z.int().nonnegative().default(100),
  decayShare: share.default(0.3),
  finalRateShare: share.default(0.02),
  averaging: z.number().min(0).lt(1).default(0.995),
  statisticsMomentum: z.number().min(0).lt(1).default(0.98),
  seed: z.int().nonnegative().default(1),
  /** Weights of the terms of equations 8 (α is `adversarial`, β `classification`) and 9, and of the box head's losses. */
  generatorLoss: z
    .strictObject({
      pixel: z.number().nonnegative().default(GENERATOR_LOSS_WEIGHTS.pixel),
      adversarial: z.number().nonnegative().default(GENERATOR_LOSS_WEIGHTS.adversarial),
      classification: z.number().nonnegative().default(GENERATOR_LOSS_WEIGHTS.classification),
      box: z.number().nonnegative().default(GENERATOR_LOSS_WEIGHTS.box),
    })
    .prefault({}),
  discriminatorLoss: z
    .strictObject({
      adversarial: z.number().nonnegative().default(DISCRIMINATOR_LOSS_WEIGHTS.adversarial),
      classification: z.number().nonnegative().default(DISCRIMINATOR_LOSS_WEIGHTS.classification),
      box: z.number().nonnegative().default(DISCRIMINATOR_LOSS_WEIGHTS.box),
      /** Above 0 the discriminator's features also draw the regions of pairs, see `auxiliaryDrawing`. */
      drawing: z.number().nonnegative().default(DISCRIMINATOR_LOSS_WEIGHTS.drawing),
    })
    .prefault({}),
  adversarialForm: z.enum(['non-saturating', 'minimax']).default('non-saturating'),
  optimizer: z
    .strictObject({ ...optimizerFields, weightDecay: optimizerFields.weightDecay.default(0.01) })
    .prefault({}),
  /** Which boxes of the proposal network become samples. */
  labels: z
    .strictObject({
      faceOverlap: share.default(CANDIDATE_SETTINGS.faceOverlap),
      nonFaceOverlap: share.default(CANDIDATE_SETTINGS.nonFaceOverlap),
      ignoredShare: share.default(CANDIDATE_SETTINGS.ignoredShare),
      mostFaces: z.int().positive().default(CANDIDATE_SETTINGS.mostFaces),
      nonFacesPerFace: positive.default(CANDIDATE_SETTINGS.nonFacesPerFace),
      leastNonFaces: z.int().nonnegative().default(CANDIDATE_SETTINGS.leastNonFaces),
    })
    .prefault({}),
  /** How regions are drawn from samples. */
  regions: z
    .strictObject({
      leastDetail: positive.default(0.9),
      maxHeight: positive.default(200),
      shift: share.default(0.06),
      zoom: share.default(0.08),
      flipChance: share.default(0.5),
      colourChance: share.default(CROP_SETTINGS.colourChance),
      greyscaleChance: share.default(CROP_SETTINGS.greyscaleChance),
    })
    .prefault({}),
  degradation: z
    .strictObject({
      blur: range(DEGRADATION_SETTINGS.blur),
      noiseChance: share.default(DEGRADATION_SETTINGS.noiseChance),
      noise: range(DEGRADATION_SETTINGS.noise),
      jpegChance: share.default(DEGRADATION_SETTINGS.jpegChance),
      jpegQuality: range(DEGRADATION_SETTINGS.jpegQuality),
    })
    .prefault({}),
};

const schema = z.strictObject(fields);
export type GanSettings = z.infer<typeof schema>;

/**
 * The hyper-parameters of a stage. Super-resolution needs pairs alone; the GAN goes on from trained networks at the
 * paper's rate.
 */
export const ganSettings = {
  'super-resolution': schema.extend({
    candidates: fields.candidates.default(0),
    larger: fields.larger.default(0),
  }),
  classifier: schema.extend({ pairs: fields.pairs.default(0), candidates: fields.candidates.default(64) }),
  gan: schema.extend({ learningRate: positive.default(1e-4) }),
} as const satisfies Record<GanStage, z.ZodType<GanSettings>>;

/** What decides which networks are trained. */
export type NetworkSettings = Pick<GanSettings, 'preset' | 'refinement' | 'towers'> & {
  readonly discriminatorLoss: Pick<GanSettings['discriminatorLoss'], 'drawing'>;
};

/** The networks that the settings speak of. */
export function presetOf({ preset, refinement, towers, discriminatorLoss }: NetworkSettings): GanPreset {
  const chosen: GanPreset = GAN_PRESETS[preset];
  if (towers && !chosen.discriminator.photo)
    throw new InputError(
      `towers: the discriminator of ${preset} sees no photo beside the drawing. Choose native or lite.`,
    );
  const discriminator = {
    ...chosen.discriminator,
    ...(towers && { towers }),
    ...(discriminatorLoss.drawing > 0 && { drawing: true }),
  };
  if (refinement) return { ...chosen, discriminator };
  const { refinement: _, ...generator } = chosen.generator;
  return { generator, discriminator };
}

/** The same as detection runs them: what serves training alone is left out. */
export function deployedOf(preset: GanPreset): GanPreset {
  const { drawing: _, ...discriminator } = preset.discriminator;
  return { ...preset, discriminator };
}

/** How the settings ask for batches. */
export function batchSettings(settings: GanSettings): RegionBatchSettings & { readonly larger: number } {
  const { pairs, candidates, context, degradation, preset } = settings;
  const { colourChance, greyscaleChance, ...regions } = settings.regions;
  const colours = { ...CROP_SETTINGS, colourChance, greyscaleChance };
  const sides = drawingSides(GAN_PRESETS[preset].generator);
  return { pairs, candidates, larger: largerOf(settings), context, ...sides, ...regions, colours, degradation };
}

/** Settings whose batch is so many times as large; each kind of region comes in pairs. */
export function sizedGan<Settings extends GanSettings>(settings: Settings, factor: number): Settings {
  const sized = (regions: number) => (regions === 0 ? 0 : Math.max(2, 2 * Math.round((regions * factor) / 2)));
  const { pairs, candidates, larger } = settings;
  return { ...settings, pairs: sized(pairs), candidates: sized(candidates), larger: sized(larger) };
}

/** Regions of a batch that are too large to be drawn. */
export function largerOf({ preset, larger }: Pick<GanSettings, 'preset' | 'larger'>): number {
  return isNative(preset) ? larger : 0;
}

/** Whether a preset's generator draws the photo's own pixels. */
export function isNative(preset: GanPresetName): boolean {
  const { generator }: GanPreset = GAN_PRESETS[preset];
  return generator.native === true;
}

/** How large squares of photos are kept for a preset, where it is not as usual. */
export function storedSide(preset: GanPresetName): number | undefined {
  return isNative(preset) ? STORED_SIDE_NATIVE : undefined;
}
