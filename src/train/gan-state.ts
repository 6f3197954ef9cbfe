import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { GanPreset } from '../networks/gan-presets.js';
import type { Packing } from '../networks/parameters.js';
import type { Declaration } from '../networks/training-layers.js';
import { loadCheckpoint } from './checkpoint.js';
import { type GanStage, presetOf } from './gan-settings.js';
import { declareGan } from './gan-steps.js';
import { TrainingState } from './training-state.js';

type NetworkName = 'generator' | 'discriminator';

/** The networks that each stage trains. */
const NETWORKS: Readonly<Record<GanStage, readonly NetworkName[]>> = {
  'super-resolution': ['generator'],
  classifier: ['discriminator'],
  gan: ['generator', 'discriminator'],
};

/** What a checkpoint's settings must say for its networks to be known. */
const startSettings = z.object({ preset: z.enum(['lite', 'paper']), refinement: z.boolean() });

/**
 * The state to go on from: of a checkpoint, or a new one, whose networks are averages of earlier runs where these have
 * them and random otherwise.
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
  for (const path of from.startFrom) taken.push(...(await startFrom(path, names, all, state)));
  if (from.startFrom.length > 0 && taken.length === 0)
    throw new InputError(`${from.startFrom.join(', ')}: has none of the networks ${names.join(', ')}`);
  return state;
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
  started: TrainingState,
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
    started.startFrom(network, average, copy(statistics, source[network].statistics, 'statistics'));
  }
  return taken;
}
