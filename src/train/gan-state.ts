import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { GanPreset } from '../networks/gan-presets.js';
import type { Packing, Weights } from '../networks/parameters.js';
import type { Declaration } from '../networks/training-layers.js';
import { createRandom, normal } from '../random/random.js';
import { type RuntimeTensor, tensor } from '../runtime/session.js';
import { loadCheckpoint } from './checkpoint.js';
import { type GanStage, presetOf } from './gan-settings.js';
import { declareGan } from './gan-steps.js';

export type NetworkName = 'generator' | 'discriminator';

/** The networks that each stage trains. */
export const NETWORKS: Readonly<Record<GanStage, readonly NetworkName[]>> = {
  'super-resolution': ['generator'],
  classifier: ['discriminator'],
  gan: ['generator', 'discriminator'],
};

/** What a checkpoint's settings must say for its networks to be known. */
const startSettings = z.object({ preset: z.enum(['lite', 'paper']), refinement: z.boolean() });

const VECTORS = ['parameters', 'moment1', 'moment2', 'average', 'statistics'] as const;

/** Everything that steps change: each network's parameters, moments, averages and statistics, `generator.parameters` … */
export class GanState {
  readonly #tensors = new Map<string, RuntimeTensor>();

  private constructor(
    /** Steps done, and hours spent, before this run. */
    readonly step: number,
    readonly hours: number,
    private readonly declarations: Partial<Record<NetworkName, Declaration>>,
    vectors: ReadonlyMap<string, Float32Array>,
  ) {
    for (const [name, data] of vectors) this.#tensors.set(name, tensor(data, [data.length]));
  }

  /**
   * The state to go on from: of a checkpoint, or a new one, whose networks are averages of earlier runs where these have
   * them and random otherwise.
   */
  static async open(
    networks: readonly NetworkName[],
    preset: GanPreset,
    from: { checkpoint: string | undefined; startFrom: readonly string[]; seed: number },
  ): Promise<GanState> {
    const all = declareGan(preset);
    const declarations = Object.fromEntries(networks.map((network) => [network, all[network]]));
    const lengths = Object.fromEntries(
      networks.flatMap((network) =>
        VECTORS.map((vector) => [`${network}.${vector}`, lengthOf(all[network], vector)] as const),
      ),
    );
    if (from.checkpoint !== undefined) {
      const { step, hours, state } = await loadCheckpoint(from.checkpoint, lengths);
      return new GanState(step, hours, declarations, state);
    }
    const random = createRandom(from.seed);
    const vectors = new Map<string, Float32Array>();
    for (const network of networks) {
      const { parameters, statistics } = all[network];
      for (const vector of VECTORS)
        vectors.set(`${network}.${vector}`, new Float32Array(lengthOf(all[network], vector)));
      vectors.set(
        `${network}.parameters`,
        parameters.initialize(() => normal(random)),
      );
      vectors.set(
        `${network}.statistics`,
        statistics.initialize(() => 0),
      );
    }
    const taken: NetworkName[] = [];
    for (const path of from.startFrom) taken.push(...(await startFrom(path, networks, all, vectors)));
    if (from.startFrom.length > 0 && taken.length === 0)
      throw new InputError(`${from.startFrom.join(', ')}: has none of the networks ${networks.join(', ')}`);
    return new GanState(0, 0, declarations, vectors);
  }

  /** For the inputs of a step. */
  get tensors(): Record<string, RuntimeTensor> {
    return Object.fromEntries(this.#tensors);
  }

  /** For a checkpoint. */
  get vectors(): Map<string, Float32Array> {
    return new Map([...this.#tensors].map(([name, { data }]) => [name, data as Float32Array]));
  }

  /** The averaged weights and the statistics, under `generator.…` and `discriminator.…`. */
  get weights(): Weights {
    const vectors = this.vectors;
    return new Map(
      Object.entries(this.declarations).flatMap(([network, { parameters, statistics }]) =>
        [
          ...parameters.unpack(vectors.get(`${network}.average`)!),
          ...statistics.unpack(vectors.get(`${network}.statistics`)!),
        ].map(([name, weight]) => [`${network}.${name}`, weight] as const),
      ),
    );
  }

  /** Takes over what a step put out as `next.…`. */
  update(outputs: Readonly<Record<string, RuntimeTensor>>): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (name.startsWith('next.')) this.#tensors.set(name.slice('next.'.length), value);
    }
  }
}

function lengthOf({ parameters, statistics }: Declaration, vector: (typeof VECTORS)[number]): number {
  return vector === 'statistics' ? statistics.length : parameters.length;
}

/**
 * Puts the networks that an earlier run has in place of the random ones, tensor by tensor, by their names: a generator without
 * refinement may start from one that has it.
 *
 * @returns the networks that it has
 */
async function startFrom(
  path: string,
  networks: readonly NetworkName[],
  declarations: Readonly<Record<NetworkName, Declaration>>,
  vectors: Map<string, Float32Array>,
): Promise<readonly NetworkName[]> {
  const { state, settings } = await loadCheckpoint(path);
  const taken = networks.filter((network) => state.has(`${network}.average`));
  const source = declareGan(presetOf(validate(startSettings, settings, (name) => `${path}, ${name}`)));
  for (const network of taken) {
    const { parameters, statistics } = declarations[network];
    const copy = (packing: Packing, from: Packing, vector: string) => {
      const data = state.get(`${network}.${vector}`);
      if (data?.length !== from.length) throw new InputError(`${path}: its ${network} does not fit its own settings`);
      try {
        return packing.pack(from.unpack(data));
      } catch (error) {
        throw new InputError(`${path}: its ${network} cannot be started from: ${messageOf(error)}`);
      }
    };
    const average = copy(parameters, source[network].parameters, 'average');
    vectors.set(`${network}.parameters`, average);
    vectors.set(`${network}.average`, average.slice());
    vectors.set(`${network}.statistics`, copy(statistics, source[network].statistics, 'statistics'));
  }
  return taken;
}
