import { z } from 'zod';
import { type GanSettings, type GanStage, ganSettings } from './gan-settings.js';

/** What all phases of an ablation share, so that no phase says it again. */
const SHARED = { preset: true, refinement: true, context: true, labels: true, seed: true } as const;

const phases = {
  /** The generator as a super-resolution network: with refinement, and without. */
  upscaling: ganSettings['super-resolution'].omit(SHARED),
  /** Generators that learn from a discriminator: until they are done. */
  adversarial: ganSettings.gan.omit(SHARED),
  /** The discriminator on drawings of a generator that is done, which are kept. */
  drawn: ganSettings.classifier.omit(SHARED),
  /** Both together. */
  joint: ganSettings.gan.omit(SHARED),
};

/**
 * The settings of an ablation, phase by phase: those of `train super-resolution`, `train gan`, `train classifier` and `train gan`,
 * with other numbers of steps. All variants share them.
 */
export const ablationSettings = z.strictObject({
  context: ganSettings.gan.shape.context,
  labels: ganSettings.gan.shape.labels,
  upscaling: phases.upscaling.prefault({ steps: 4000 }),
  adversarial: phases.adversarial.prefault({ steps: 1000 }),
  drawn: phases.drawn.prefault({ steps: 3000, candidates: 40, larger: 24, learningRate: 2e-3 }),
  joint: phases.joint.prefault({ steps: 1000 }),
});
export type AblationSettings = z.output<typeof ablationSettings>;
export type Phase = keyof typeof phases;

/** One row of the ablation. */
export interface Variant {
  /** Name of its folder. */
  readonly name: string;
  /** As tables and figures name it. */
  readonly title: string;
  /** Which generator stands before its discriminator: one of `GENERATORS`; undefined for plain enlargement. */
  readonly generator: GeneratorName | undefined;
  /** What it changes of the losses that all share. */
  readonly change: (settings: GanSettings) => GanSettings;
}

/** A generator that is done before any discriminator learns from its drawings. */
export interface DoneGenerator {
  readonly refinement: boolean;
  /** Where it learns from a discriminator, beside the pixel-wise loss: what it changes of the losses. */
  readonly change?: (settings: GanSettings) => GanSettings;
}

/** The pixel-wise loss alone teaches the generator. */
const pixelsAlone = (settings: GanSettings): GanSettings => ({
  ...settings,
  generatorLoss: { ...settings.generatorLoss, adversarial: 0, classification: 0, box: 0 },
  discriminatorLoss: { ...settings.discriminatorLoss, adversarial: 0 },
});

/** Without it neither network learns to tell real images. */
const noAdversarial = (settings: GanSettings): GanSettings => ({
  ...settings,
  generatorLoss: { ...settings.generatorLoss, adversarial: 0 },
  discriminatorLoss: { ...settings.discriminatorLoss, adversarial: 0 },
});

/** What tells faces and where they are teaches the discriminator alone. */
const noFaces = (settings: GanSettings): GanSettings => ({
  ...settings,
  generatorLoss: { ...settings.generatorLoss, classification: 0, box: 0 },
});

const unchanged = (settings: GanSettings): GanSettings => settings;

export type GeneratorName = 'upsampling' | 'refinement' | 'no-adversarial' | 'no-classification' | 'full';

/** The generators of the variants; those that learn from a discriminator go on from `refinement`. */
export const GENERATORS: Readonly<Record<GeneratorName, DoneGenerator>> = {
  upsampling: { refinement: false },
  refinement: { refinement: true },
  'no-adversarial': { refinement: true, change: noAdversarial },
  'no-classification': { refinement: true, change: noFaces },
  full: { refinement: true, change: unchanged },
};

/** The first one, which the others are compared with. */
export const BASELINE: Variant = { name: 'no-gan', title: 'no GAN', generator: undefined, change: unchanged };

/**
 * Part by part from no GAN to the whole, and the whole without either loss. Every discriminator starts the same and takes the
 * same steps with the same regions, of which the tiny ones are drawn by the variant's own generator.
 */
export const VARIANTS: readonly Variant[] = [
  BASELINE,
  { name: 'upsampling', title: 'upsampling alone', generator: 'upsampling', change: pixelsAlone },
  { name: 'refinement', title: 'with refinement', generator: 'refinement', change: pixelsAlone },
  { name: 'no-adversarial', title: 'no adversarial loss', generator: 'no-adversarial', change: noAdversarial },
  { name: 'no-classification', title: 'no face loss in G', generator: 'no-classification', change: noFaces },
  { name: 'full', title: 'full', generator: 'full', change: unchanged },
];

/** Stage and settings of a phase. */
export function phaseRun(
  settings: AblationSettings,
  phase: Phase,
  seed: number,
  generator: GeneratorName | undefined,
): { readonly stage: GanStage; readonly settings: GanSettings } {
  const { context, labels } = settings;
  const refinement = generator === undefined || GENERATORS[generator].refinement;
  const shared = { ...settings[phase], preset: 'native', refinement, context, labels, seed } as const;
  const stages = { upscaling: 'super-resolution', adversarial: 'gan', drawn: 'classifier', joint: 'gan' } as const;
  if (generator !== undefined || phase !== 'joint') return { stage: stages[phase], settings: shared };
  // Without a generator it learns at the rate that it has beside one.
  return {
    stage: 'classifier',
    settings: { ...shared, learningRate: shared.learningRate * shared.discriminatorRate },
  };
}
