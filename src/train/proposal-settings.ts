import { z } from 'zod';
import { CROP_SETTINGS, type CropSettings } from '../datasets/crop-settings.js';
import { DEFAULT_ARCHITECTURE, proposalArchitecture } from '../networks/proposal-architecture.js';
import { optimizerFields } from './optimizer-settings.js';

/** How crops are made, but for their side: the same numbers and ranges as `CROP_SETTINGS`, any of them overridable. */
const { size: _side, ...cropDefaults } = CROP_SETTINGS;
const cropFields = Object.entries(cropDefaults).map(([name, value]) => [
  name,
  typeof value === 'number' ? z.number().default(value) : z.tuple([z.number(), z.number()]).default([...value]),
]);
const crops = z.strictObject(Object.fromEntries(cropFields)).prefault({}) as unknown as z.ZodType<
  Omit<CropSettings, 'size'>
>;

/** Every hyper-parameter of the proposal network's training, with its default. */
export const proposalSettings = z.strictObject({
  /** How wide and how deep the network is; fixed once a run has begun. */
  architecture: proposalArchitecture.default(DEFAULT_ARCHITECTURE),
  /** Crops a step. */
  batchSize: z.int().positive().default(8),
  /** Side of a crop in pixels, a multiple of 32. */
  cropSize: z.int().positive().multipleOf(32).default(320),
  /** Length of the whole run. */
  steps: z.int().positive().default(20_000),
  /** After the warm-up. */
  learningRate: z.number().positive().default(2e-3),
  /** Steps over which the rate rises from 0. */
  warmupSteps: z.int().nonnegative().default(200),
  /** The last share of the steps, over which the rate falls along a cosine; it is constant before, so that a run can be lengthened. */
  decayShare: z.number().min(0).max(1).default(0.3),
  /** Share of the rate that is left at the end. */
  finalRateShare: z.number().min(0).max(1).default(0.01),
  /** How much of the moving average of the weights a step keeps. The average is what gets released. */
  averaging: z.number().min(0).lt(1).default(0.999),
  /** How much of the running statistics of batch normalisation a step keeps. */
  statisticsMomentum: z.number().min(0).lt(1).default(0.98),
  /** Decides the start of the weights and every crop. */
  seed: z.int().nonnegative().default(1),
  loss: z
    .strictObject({
      score: z.number().nonnegative().default(1),
      box: z.number().nonnegative().default(2),
    })
    .prefault({}),
  crops,
  optimizer: z.strictObject(optimizerFields).prefault({}),
});

export type ProposalSettings = z.infer<typeof proposalSettings>;

/** Settings whose batch is so many times as large. */
export function sizedProposals(settings: ProposalSettings, factor: number): ProposalSettings {
  return { ...settings, batchSize: Math.max(1, Math.round(settings.batchSize * factor)) };
}
