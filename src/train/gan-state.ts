import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import { AUXILIARY } from '../networks/auxiliary-drawing.js';
import type { GanPreset } from '../networks/gan-presets.js';
import { type Packing, type Weights, weightsOf } from '../networks/parameters.js';
import type { Declaration } from '../networks/training-layers.js';
import { decodeSafetensors } from '../weights/safetensors.js';
import { loadCheckpoint } from './checkpoint.js';
import { type GanStage, presetOf } from './gan-settings.js';
import { declareGan } from './gan-steps.js';
import { RUN_FILES } from './run-files.js';
import { TrainingState } from './training-state.js';

type NetworkName = 'generator' | 'discriminator';

/** The networks that each stage trains. */
const NETWORKS: Readonly<Record<GanStage, readonly NetworkName[]>> = {
  'super-resolution': ['generator'],
  classifier: ['discriminator'],
  gan: ['generator', 'discriminator'],
};

/** What a checkpoint's settings must say for its networks to be known. */
const startSettings = z.object({
  preset: z.enum(['lite', 'native', 'paper']),
  refinement: z.boolean(),
  towers: z.boolean().default(false),
  discriminatorLoss: z.object({ drawing: z.number().default(0) }).prefault({}),
});

/**
 * The state to go on from: of a checkpoint, or a new one, whose networks are those that it starts from where these have
 * them and random otherwise.
 *
 * @param from.startFrom folders of runs, whose averages are taken, and files of weights
 *
 * @throws InputError where a checkpoint is of other networks
 */
export async function openGanState(
  stage: GanStage,
  preset: GanPreset,
  from: { checkpoint: string | undefined; startFrom: readonly string[]; seed: number },
): Promise<TrainingState> {
  const all = declareGan(preset);
  const names = NETWORKS[stage];
  const networks = Object.fromEntries(names.map((name) => [name, all[name]]));
  if (from.checkpoint !== undefined) return TrainingState.load(networks, from.checkpoint);
  const state = TrainingState.initialize(networks, from.seed);
  const taken: NetworkName[] = [];
  for (const source of from.startFrom) taken.push(...(await startFrom(source, names, all, state)));
  if (from.startFrom.length > 0 && taken.length === 0)
    throw new InputError(`${from.startFrom.join(', ')}: has none of the networks ${names.join(', ')}`);
  return state;
}

/**
 * Puts the networks that an earlier run has, or a file of weights, in place of the random ones, tensor by tensor, by their
 * names: a generator without refinement may start from one that has it.
 *
 * @returns the networks that it has
 */
async function startFrom(
  from: string,
  networks: readonly NetworkName[],
  declarations: Readonly<Record<NetworkName, Declaration>>,
  started: TrainingState,
): Promise<readonly NetworkName[]> {
  const source = await (from.endsWith('.safetensors') ? readWeights(from) : readRun(from)).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`${from}: expected the folder of a run, or a file of weights (${messageOf(error)})`);
  });
  const taken = networks.filter((network) => source.has(network));
  for (const network of taken) {
    const { parameters, statistics } = declarations[network];
    const { parameters: random, statistics: none } = ownVectors(network, started);
    const fresh = [...parameters.unpack(random), ...statistics.unpack(none)];
    // What serves training alone is in no file of weights: it starts anew.
    const auxiliary = fresh.filter(([name]) => name.startsWith(AUXILIARY));
    const weights = new Map([...auxiliary, ...source.get(network)!]);
    try {
      started.startFrom(network, parameters.pack(weights), statistics.pack(weights));
    } catch (error) {
      throw new InputError(`${from}: its ${network} cannot be started from: ${messageOf(error)}`);
    }
  }
  return taken;
}

function ownVectors(network: NetworkName, { vectors }: TrainingState) {
  return { parameters: vectors.get(`${network}.parameters`)!, statistics: vectors.get(`${network}.statistics`)! };
}

/** The averages of the networks that a run's checkpoint holds. */
async function readRun(folder: string): Promise<ReadonlyMap<string, Weights>> {
  const path = join(folder, RUN_FILES.checkpoint);
  const { state, settings } = await loadCheckpoint(path);
  const declarations = declareGan(presetOf(validate(startSettings, settings, (name) => `${path}, ${name}`)));
  const networks = Object.entries(declarations).filter(([network]) => state.has(`${network}.average`));
  return new Map(
    networks.map(([network, { parameters, statistics }]) => {
      const unpack = (packing: Packing, vector: string) => {
        const data = state.get(`${network}.${vector}`);
        if (data?.length !== packing.length)
          throw new InputError(`${path}: its ${network} does not fit its own settings`);
        return packing.unpack(data);
      };
      return [network, new Map([...unpack(parameters, 'average'), ...unpack(statistics, 'statistics')])];
    }),
  );
}

/** The networks of a file of weights, whose tensors are named `generator.…` and `discriminator.…`. */
async function readWeights(path: string): Promise<ReadonlyMap<string, Weights>> {
  const { tensors } = decodeSafetensors(await readFile(path), path);
  const networks = NETWORKS.gan.map((network) => [network, weightsOf(tensors, network)] as const);
  return new Map(networks.filter(([, weights]) => weights.size > 0));
}
