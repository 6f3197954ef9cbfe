import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeFileAtomically } from '../runtime/files.js';
import { encodeSafetensors } from '../runtime/safetensors.js';
import { averageProposals } from '../train/average-proposals.js';
import { RUN_FILES } from '../train/run-files.js';
import { UsageError } from './exit.js';
import { PROPOSAL_WEIGHTS } from './train-proposals.js';

const EXAMPLES = `
Examples:
  farface train average run-at-20000 run --out averaged            the mean of two states of a run
  farface detect crowd.jpg --weights averaged/proposals.safetensors
  farface train proposals --data wider --out averaged --resume --set steps=40000    go on from there

The runs must have a start in common: networks that began apart have nothing to average.`;

/** `farface train average`: the mean of several runs of the proposal network. */
export function trainAverageCommand(): Command {
  return new Command('average')
    .description('Average the weights of several runs of the proposal network, into a run of its own.')
    .argument('<runs...>', 'folders of runs; step, settings and log are the last one’s')
    .requiredOption('-o, --out <folder>', 'the new run: checkpoint, weights, settings, metrics')
    .addHelpText('after', EXAMPLES)
    .action(async (runs: string[], { out }: { out: string }) => {
      if (existsSync(join(out, RUN_FILES.checkpoint)))
        throw new UsageError(`${out} holds a run already: name another folder.`);
      for (const run of runs)
        if (!existsSync(join(run, RUN_FILES.checkpoint))) throw new UsageError(`${run}: holds no run to average.`);
      const weights = await averageProposals(runs, out);
      await writeFileAtomically(join(out, PROPOSAL_WEIGHTS), encodeSafetensors(weights));
      process.stderr.write(`${runs.length} runs; their mean is in ${join(out, PROPOSAL_WEIGHTS)}\n`);
    });
}
