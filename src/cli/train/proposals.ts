import { join } from 'node:path';
import { Command } from 'commander';
import { loadPseudoLabels } from '../../datasets/pseudo-labels.js';
import { holdBack } from '../../datasets/training-split.js';
import { proposalSettings, sizedProposals } from '../../train/proposal-settings.js';
import { buildProposalStep } from '../../train/proposal-step.js';

import { PROPOSAL_WEIGHTS, runProposalStage } from '../../train/run-proposal-stage.js';
import { trainingSummary } from '../../train/summary.js';
import { readWeightsFile } from '../../weights/weights-file.js';
import { addRangesAfterTraining } from '../calibrate/add-ranges.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { watchFromTerminal } from '../terminal/watch.js';
import {
  addTrainingOptions,
  batchSizeOption,
  fitBatch,
  planRun,
  showSettings,
  type TrainingFlags,
  trainingPhotos,
} from './training-flags.js';

const EXAMPLES = `
Examples:
  farface train proposals --data wider --out run                         WIDER FACE in wider/, the run in run/
  farface train proposals --data wider --out run --resume                go on where it was
  farface train proposals --data wider --out run --set steps=40000 --set optimizer.weightDecay=0.05
  farface train proposals --data wider --out run --start-from weights/proposals.safetensors
  farface train proposals --show-settings                                every hyper-parameter and its default

The run's folder gets checkpoint.safetensors (everything needed to resume), proposals.safetensors (the averaged weights,
for detect --weights; at the end with the ranges that 8 bits need), metrics.jsonl, and figures of the loss and of the score on held-back photos.
Ctrl-C saves and stops.`;

interface ProposalFlags extends TrainingFlags {
  readonly startFrom?: string;
}

/** `farface train proposals`: trains the proposal network. */
export function trainProposalsCommand(): Command {
  const command = new Command('proposals')
    .description('Train the proposal network; a twentieth of the photos is held back to score it.')
    .addHelpText('after', EXAMPLES)
    .option('--start-from <file>', 'begin as these weights, of this or another architecture, and not at random')
    .action(async (flags: ProposalFlags) => {
      process.exitCode = await train(flags);
    });
  return addTrainingOptions(command, 2000).addOption(batchSizeOption());
}

async function train(flags: ProposalFlags): Promise<number> {
  if (flags.showSettings) {
    showSettings(proposalSettings);
    return EXIT.ok;
  }
  const planned = await planRun(flags, proposalSettings);
  const { data, out, resume } = planned;
  const scalesLoss = flags.precision === 'float16';
  const settings = await fitBatch(flags, planned, sizedProposals, (sized) => [
    buildProposalStep({ ...sized, scalesLoss }),
  ]);
  const { train: trained, heldBack } = holdBack(await trainingPhotos(data));
  const { startFrom } = flags;
  if (startFrom !== undefined && resume)
    throw new UsageError('A run that goes on has begun already: leave out --start-from.');
  const begun =
    startFrom === undefined ? undefined : await readWeightsFile(startFrom, 'proposals', 'the proposal network');
  const watch = watchFromTerminal();
  try {
    const { pseudoLabels, heldOut } = flags;
    const more =
      pseudoLabels === undefined ? [] : await loadPseudoLabels(pseudoLabels, { heldBack, heldOut }, watch.tell);
    const run = await runProposalStage({
      ...{
        photos: [...trained, ...more],
        heldBack,
        folder: out,
        settings,
        resume,
        threads: flags.threads,
        device: flags.device,
        precision: flags.precision,
      },
      startFrom: begun?.tensors,
      rhythm: { checkpoint: flags.checkpointEvery, evaluate: flags.evaluateEvery },
      watch,
    });
    const file = join(out, PROPOSAL_WEIGHTS);
    if (!watch.signal.aborted) {
      const photos = trained.map(({ path }) => path);
      await addRangesAfterTraining({ file, network: 'proposals' }, photos, { threads: flags.threads, watch });
    }
    const waited = `${(100 * run.waitShare).toFixed(1)} % of the time waiting for crops`;
    watch.tell(`${trainingSummary(run, settings.steps)}, ${waited}; weights in ${file}`);
    return watch.signal.aborted ? EXIT.interrupted : EXIT.ok;
  } finally {
    watch.dispose();
  }
}
