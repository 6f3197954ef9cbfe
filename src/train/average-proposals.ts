import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Weights } from '../networks/parameters.js';
import { DEFAULT_ARCHITECTURE, proposalArchitecture } from '../networks/proposal-architecture.js';
import { makeFolder } from '../runtime/folders.js';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.js';
import { declareProposals } from './proposal-step.js';
import { RUN_FILES } from './run-files.js';
import { TrainingState } from './training-state.js';

const architectureOnly = z.object({ architecture: proposalArchitecture.default(DEFAULT_ARCHITECTURE) });

/**
 * Averages the weights of runs of the proposal network that have a start in common, such as one run's checkpoints at different
 * steps: the mean is often better than each, as they err in different directions (Wortsman et al. 2022, *Model soups*).
 * Statistics of batch normalisation are averaged likewise.
 *
 * @param runs their folders
 * @param out folder of a new run that goes on from the average: with the last run's step, hours, settings and log
 * @returns the averaged weights
 * @throws InputError where a folder holds no run of the proposal network
 */
export async function averageProposals(runs: readonly string[], out: string): Promise<Weights> {
  const paths = runs.map((run) => join(run, RUN_FILES.checkpoint));
  const { settings } = await loadCheckpoint(paths.at(-1)!);
  const { architecture } = architectureOnly.parse(settings);
  const states = await Promise.all(
    paths.map((path) => TrainingState.load({ '': declareProposals(architecture) }, path)),
  );
  const vectors = states.map((state) => state.vectors);
  const mean = (name: string) => {
    const parts = vectors.map((vector) => vector.get(name)!);
    return parts[0]!.map((_, i) => parts.reduce((sum, part) => sum + part[i]!, 0) / parts.length);
  };
  const state = states.at(-1)!;
  state.startFrom('', mean('average'), mean('statistics'));
  await makeFolder(out);
  for (const file of [RUN_FILES.settings, RUN_FILES.metrics]) await copyFile(join(runs.at(-1)!, file), join(out, file));
  const { step, hours, lossScales } = state;
  await saveCheckpoint(join(out, RUN_FILES.checkpoint), { step, hours, settings, state: state.vectors, lossScales });
  return state.weights;
}
