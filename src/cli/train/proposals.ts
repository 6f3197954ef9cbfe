import { join } from 'node:path';
import { Command } from 'commander';
import { scoreHeldBack } from '../../calibrate/held-back.js';
import { holdBack } from '../../datasets/hold-back.js';
import { loadPseudoLabels } from '../../datasets/pseudo-labels.js';
import { loadWiderFace } from '../../datasets/wider-face.js';
import { OnnxProposer } from '../../detect/onnx-proposer.js';
import { InputError } from '../../errors/errors.js';
import { writeFigure } from '../../evaluate/figures/figure.js';
import { trainingFigure } from '../../evaluate/figures/training.js';
import { proposalModel } from '../../networks/proposal-model.js';
import { writeFileAtomically } from '../../runtime/files.js';
import { proposalSettings } from '../../train/proposal-settings.js';
import { trainProposals } from '../../train/train-proposals.js';
import { encodeSafetensors } from '../../weights/safetensors.js';
import { EXIT } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress, type Progress } from '../terminal/progress.js';
import { addTrainingOptions, planRun, showSettings, type TrainingFlags } from './training-flags.js';

const EXAMPLES = `
Examples:
  farface train proposals --data wider --out run                         WIDER FACE in wider/, the run in run/
  farface train proposals --data wider --out run --resume                go on where it was
  farface train proposals --data wider --out run --set steps=40000 --set optimizer.weightDecay=0.05
  farface train proposals --show-settings                                every hyper-parameter and its default

The run's folder gets checkpoint.safetensors (everything needed to resume), proposals.safetensors (the averaged weights,
for detect --weights), metrics.jsonl, and figures of the loss and of the score on held-back photos.
Ctrl-C saves and stops.`;

/** The file of averaged weights in a run's folder. */
export const PROPOSAL_WEIGHTS = 'proposals.safetensors';

/** `farface train proposals`: trains the proposal network. */
export function trainProposalsCommand(): Command {
  const command = new Command('proposals')
    .description('Train the proposal network; a twentieth of the photos is held back to score it.')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TrainingFlags) => {
      process.exitCode = await train(flags);
    });
  return addTrainingOptions(command, 2000);
}

async function train(flags: TrainingFlags): Promise<number> {
  if (flags.showSettings) {
    showSettings(proposalSettings);
    return EXIT.ok;
  }
  const { data, out, resume, settings } = await planRun(flags, proposalSettings);
  const { photos, missing } = await loadWiderFace(data, 'train');
  if (missing > 0) process.stderr.write(`${data}: ${missing} annotated photos are not there; training on the others\n`);
  const { train: trained, heldBack } = holdBack(photos);
  const more = flags.pseudoLabels === undefined ? [] : await loadPseudoLabels(flags.pseudoLabels);
  if (trained.length === 0) throw new InputError(`${data}: no training photos there`);

  const interrupt = onInterrupt();
  let progress: Progress | undefined;
  let heldBackNote = '';
  const run = await trainProposals({
    photos: [...trained, ...more],
    folder: out,
    settings,
    resume,
    threads: flags.threads,
    signal: interrupt.signal,
    rhythm: { checkpoint: flags.checkpointEvery, metrics: 50, evaluate: flags.evaluateEvery },
    onStart: (step) => {
      progress = createProgress(settings.steps, 'steps', true, step);
    },
    onStep: ({ loss, seconds }) =>
      progress?.advance(`loss ${loss.toFixed(3)}, ${(settings.batchSize / seconds).toFixed(1)} crops/s${heldBackNote}`),
    onMetrics: async (lines) => {
      for (const [name, label] of [
        ['loss', 'loss'],
        ['heldBackAP', 'average precision on held-back photos'],
      ] as const) {
        const svg = trainingFigure(lines, name, label);
        if (svg) await writeFigure(join(out, name), svg);
      }
    },
    evaluate: async (weights) => {
      await writeFileAtomically(join(out, PROPOSAL_WEIGHTS), encodeSafetensors(weights));
      const score = await scoreHeldBack(
        heldBack,
        await OnnxProposer.load(proposalModel(weights), flags.threads),
        interrupt.signal,
      );
      if (score.heldBackAP !== undefined) heldBackNote = `, held-back AP ${score.heldBackAP}`;
      return score;
    },
  });
  progress?.stop();
  interrupt.dispose();
  await writeFileAtomically(join(out, PROPOSAL_WEIGHTS), encodeSafetensors(run.weights));
  process.stderr.write(
    `${run.step} of ${settings.steps} steps, ${run.hours.toFixed(2)} hours of training in all, ${(100 * run.waitShare).toFixed(1)} % of the time waiting for crops; weights in ${join(out, PROPOSAL_WEIGHTS)}\n`,
  );
  return interrupt.signal.aborted ? EXIT.interrupted : EXIT.ok;
}
