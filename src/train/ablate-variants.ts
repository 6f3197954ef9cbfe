import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fingerprint } from '../batch/weights-hash.js';
import { Drawings } from '../datasets/drawings.js';
import { loadWiderFace } from '../datasets/wider-face.js';
import { isTiny } from '../datasets/window-batches.js';
import { readVerificationFile } from '../detect/verification-file.js';
import { InputError } from '../errors/errors.js';
import { type AblationResult, writeAblation } from '../evaluate/ablation.js';
import type { Weights } from '../networks/parameters.js';
import type { Device } from '../platform/port.js';
import { makeFolder } from '../runtime/folders.js';
import { UNWATCHED, type Watch } from '../runtime/watch.js';
import {
  type AblationSettings,
  BASELINE,
  GENERATORS,
  type GeneratorName,
  phaseRun,
  VARIANTS,
  type Variant,
} from './ablation.js';
import { loadCheckpoint } from './checkpoint.js';
import { type GanSettings, type GanStage, presetOf, storedSide } from './gan-settings.js';
import { openGenerator } from './open-generator.js';
import { loadRegionData, type RegionData } from './region-data.js';
import { RUN_FILES } from './run-files.js';
import { type GanStageRun, runGanStage, VERIFICATION_WEIGHTS } from './run-gan-stage.js';
import { scoreVariants } from './score-variants.js';
import type { TrainingPrecision } from './step-session.js';
import { trainingSummary } from './summary.js';
import type { Rhythm } from './training-loop.js';

/** What is ablated, and where. */
export interface AblateOptions {
  /** WIDER FACE in its official layout: its training photos, of which some are held back. */
  readonly data: string;
  /** Folder for runs, drawings, predictions and results. */
  readonly out: string;
  readonly settings: AblationSettings;
  /** Every variant is trained with each of these: of its discriminator's start, and of the order of its batches. */
  readonly seeds: readonly number[];
  /** Folder where candidates are kept. */
  readonly regions: string;
  /** Runs or files of weights whose discriminator all start from, in place of a random one. */
  readonly startFrom?: readonly string[] | undefined;
  /** Photos besides WIDER FACE's, see `loadRegionData`. */
  readonly pseudoLabels?: string | undefined;
  readonly heldOut?: string | undefined;
  /** Of the proposal network; the shipped ones by default. */
  readonly weights?: string | undefined;
  readonly threads?: number | undefined;
  /** What steps run on; `cpu` by default. */
  readonly device?: Device | undefined;
  /** In which numbers they compute; `float32` by default. */
  readonly precision?: TrainingPrecision | undefined;
  readonly rhythm?: Partial<Rhythm> | undefined;
  readonly watch?: Watch | undefined;
}

/**
 * What each part of the generator is worth: trains its variants and no generator at all, under equal conditions, and scores them
 * on photos held back from training. The same call goes on where an earlier one was stopped or killed.
 *
 * First the generators are trained until they are done. Then the discriminator of each variant learns from the same start: on
 * drawings of its own generator, which are drawn once and kept, and then together with it.
 *
 * @returns undefined where the watcher stopped it
 * @throws InputError where the photos, or a run of other settings in `out`, stand in the way
 * @example
 * const settings = ablationSettings.parse({ drawn: { steps: 3000 } });
 * const result = await ablate({ data: 'wider', out: 'ablation', settings, seeds: [1, 2], regions: 'regions' });
 */
export async function ablate(options: AblateOptions): Promise<AblationResult | undefined> {
  const { data, out, settings, seeds, watch = UNWATCHED } = options;
  const { photos } = await loadWiderFace(data, 'train');
  const training = new Training(options, () =>
    loadRegionData(photos, options.regions, settings.labels, { ...options, side: storedSide('native') }),
  );
  for (const variant of VARIANTS) {
    if (!(await training.train(variant))) return undefined;
  }
  const runs = VARIANTS.map(({ title, name }) => ({
    title,
    name,
    weights: seeds.map((seed) => ({ seed, file: join(training.folderOf(seed, name, 'joint'), VERIFICATION_WEIGHTS) })),
  }));
  const result = await scoreVariants(photos, runs, BASELINE.name, options);
  if (!result) return undefined;
  await writeAblation(out, result);
  watch.tell(`results in ${out}`);
  return result;
}

/** Trains what is not trained yet. All of it returns false where the watcher stopped it. */
class Training {
  #regions: Promise<RegionData> | undefined;

  constructor(
    private readonly options: AblateOptions,
    private readonly load: () => Promise<RegionData>,
  ) {}

  folderOf(seed: number, ...names: readonly string[]): string {
    return join(this.options.out, `seed-${seed}`, ...names);
  }

  /** A variant with all seeds; its drawings are in the way of the next one's once they have been learnt from. */
  async train(variant: Variant): Promise<boolean> {
    const { seeds, settings, startFrom = [] } = this.options;
    const { generator } = variant;
    if (generator !== undefined && !(await this.#trainGenerator(generator))) return false;
    for (const seed of seeds) {
      const run = phaseRun(settings, 'drawn', seed, generator);
      const folder = this.folderOf(seed, variant.name, 'drawn');
      const title = `${variant.title}, seed ${seed}, on what is drawn`;
      if (!(await this.#run(folder, title, run, startFrom, generator))) return false;
    }
    if (generator !== undefined) await rm(this.#drawingsOf(generator), { force: true });
    for (const seed of seeds) {
      const { stage, settings: shared } = phaseRun(settings, 'joint', seed, generator);
      const from = [
        ...(generator === undefined ? [] : [this.#generatorFolder(generator)]),
        this.folderOf(seed, variant.name, 'drawn'),
      ];
      const folder = this.folderOf(seed, variant.name, 'joint');
      const run = { stage, settings: variant.change(shared) };
      if (!(await this.#run(folder, `${variant.title}, seed ${seed}, together`, run, from))) return false;
    }
    return true;
  }

  /** One that learns from a discriminator goes on from `refinement`, with the one that has learnt from that one's drawings. */
  async #trainGenerator(name: GeneratorName): Promise<boolean> {
    const { settings, seeds } = this.options;
    const [seed] = seeds as [number];
    const { change } = GENERATORS[name];
    const { stage, settings: shared } = phaseRun(settings, change ? 'adversarial' : 'upscaling', seed, name);
    const from = change ? [this.#generatorFolder('refinement'), this.folderOf(seed, 'refinement', 'drawn')] : [];
    const run = { stage, settings: change ? change(shared) : shared };
    return await this.#run(this.#generatorFolder(name), `generator ${name}`, run, from);
  }

  #generatorFolder(name: GeneratorName): string {
    return join(this.options.out, 'generators', name);
  }

  #drawingsOf(name: GeneratorName): string {
    return join(this.options.out, 'drawings', `${name}.drawings`);
  }

  /** @param drawnBy the generator whose drawings it learns from */
  async #run(
    folder: string,
    title: string,
    run: { readonly stage: GanStage; readonly settings: GanSettings },
    startFrom: readonly string[],
    drawnBy?: GeneratorName,
  ): Promise<boolean> {
    const { threads, device, precision, rhythm, watch = UNWATCHED } = this.options;
    const resume = existsSync(join(folder, RUN_FILES.checkpoint));
    if (resume && (await isTrained(folder, run.settings))) return true;
    this.#regions ??= this.load();
    const regions = await this.#regions;
    if (watch.signal?.aborted) return false;
    const drawn = drawnBy && (await this.#draw(drawnBy, run.settings, regions));
    if (watch.signal?.aborted) return false;
    watch.tell(`${title}:`);
    try {
      const common = { folder, resume, regions, startFrom, threads, device, precision, rhythm, watch };
      const result = await runGanStage({ ...run, ...common, drawn });
      watch.tell(trainingSummary(result, run.settings.steps));
    } finally {
      drawn?.drawings.close();
    }
    return watch.signal?.aborted !== true;
  }

  async #draw(
    name: GeneratorName,
    settings: GanSettings,
    regions: RegionData,
  ): Promise<GanStageRun['drawn'] | undefined> {
    const { out, threads, device, watch = UNWATCHED } = this.options;
    const path = join(this.#generatorFolder(name), VERIFICATION_WEIGHTS);
    const { weights } = await readVerificationFile(path);
    const generator: Weights = new Map([...weights].filter(([tensor]) => tensor.startsWith('generator.')));
    const tiny = regions.train.filter(
      (sample) => isTiny(sample, settings) && sample.height <= settings.regions.maxHeight,
    );
    await makeFolder(join(out, 'drawings'));
    const { draw, dispose } = await openGenerator(generator, presetOf(settings).generator, { threads, device });
    const progress = watch.start(tiny.length, 'drawings', 0);
    let done = 0;
    try {
      const drawings = await Drawings.load(this.#drawingsOf(name), await fingerprint(path), tiny, {
        draw,
        signal: watch.signal,
        onDrawn: (now) => {
          for (; done < now; done += 1) progress.advance(`of the generator ${name}`);
        },
      });
      return { drawings, generator };
    } catch (error) {
      if (watch.signal?.aborted) return undefined;
      throw error;
    } finally {
      progress.stop();
      await dispose();
    }
  }
}

async function isTrained(folder: string, settings: GanSettings): Promise<boolean> {
  const { step, settings: made } = await loadCheckpoint(join(folder, RUN_FILES.checkpoint));
  if (canonical(made) !== canonical(settings))
    throw new InputError(`${folder}: was trained with other settings. Name another folder for the results.`);
  return step >= settings.steps && existsSync(join(folder, VERIFICATION_WEIGHTS));
}

/** The same text for the same settings, in whichever order they are. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
