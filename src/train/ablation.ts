import { type GanSettings, type GanStage, ganSettings } from './gan-settings.js';

/** One row of the ablation: the whole method with one part taken out. */
export interface Variant {
  /** Name of its folder. */
  readonly name: string;
  /** As tables and figures name it. */
  readonly title: string;
  readonly stage: GanStage;
  readonly change: (settings: GanSettings) => GanSettings;
}

/**
 * The paper's ablation, but for its first row, the proposals alone, which take no training. Every variant starts from the
 * same networks and takes the same number of steps with the same number of regions.
 */
export const VARIANTS: readonly Variant[] = [
  {
    name: 'no-gan',
    title: 'no GAN',
    stage: 'classifier',
    // The discriminator learns at the rate that it has beside a generator.
    change: (settings) => ({ ...settings, learningRate: settings.learningRate * settings.discriminatorRate }),
  },
  {
    name: 'no-refinement',
    title: 'no refinement',
    stage: 'gan',
    change: (settings) => ({ ...settings, refinement: false }),
  },
  {
    name: 'no-adversarial',
    title: 'no adversarial loss',
    stage: 'gan',
    change: (settings) => ({
      ...settings,
      generatorLoss: { ...settings.generatorLoss, adversarial: 0 },
      discriminatorLoss: { ...settings.discriminatorLoss, adversarial: 0 },
    }),
  },
  {
    name: 'no-classification',
    title: 'no face loss in G',
    stage: 'gan',
    change: (settings) => ({ ...settings, generatorLoss: { ...settings.generatorLoss, classification: 0 } }),
  },
  { name: 'full', title: 'full', stage: 'gan', change: (settings) => settings },
];

/** The settings that all variants share. */
export const ablationSettings = ganSettings.gan;
