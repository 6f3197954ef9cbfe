import { writeFile } from 'node:fs/promises';
import { proposalNetwork } from '../../networks/proposal-network.js';
import { declare } from '../../networks/training-layers.js';
import { createRandom, normal } from '../../random/random.js';
import { encodeSafetensors } from '../../weights/safetensors.js';

/** Writes weights of a proposal network that has learnt nothing, the same for the same seed. Its scores are about 0.01. */
export async function writeUntrainedWeights(file: string, seed = 1): Promise<void> {
  const random = createRandom(seed);
  const { parameters, statistics } = declare((layers, pixels) => proposalNetwork(layers, pixels!), [[1, 3, 64, 64]]);
  const packings = [parameters, statistics];
  const tensors = packings.flatMap((packing) => [...packing.unpack(packing.initialize(() => normal(random)))]);
  await writeFile(file, encodeSafetensors(new Map(tensors)));
}
