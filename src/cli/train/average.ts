import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { encodeVerificationFile, readVerificationFile } from '../../detect/verification-file.js';
import { writeFileAtomically } from '../../runtime/files.js';
import { makeFolder } from '../../runtime/folders.js';
import { averageProposals } from '../../train/average-proposals.js';
import { averageVerification } from '../../train/average-verification.js';
import { RUN_FILES } from '../../train/run-files.js';
import { VERIFICATION_WEIGHTS } from '../../train/run-gan-stage.js';
import { PROPOSAL_WEIGHTS } from '../../train/run-proposal-stage.js';
import { encodeSafetensors } from '../../weights/safetensors.js';
import { addRanges } from '../calibrate/add-ranges.js';
import { namedPhotos } from '../calibrate/named-photos.js';
import { UsageError } from '../terminal/exit.js';

const EXAMPLES = `
Examples:
  farface train average run-at-20000 run --out averaged            the mean of two states of a run
  farface train average run-at-20000 run --out averaged --calibrate photos/     and it computes in 8 bits
  farface detect crowd.jpg --weights averaged/proposals.safetensors
  farface train proposals --data wider --out averaged --resume --set steps=40000    go on from there
  farface train average gan/verification.safetensors classifier/verification.safetensors --out averaged
  farface detect crowd.jpg --verification-weights averaged/verification.safetensors

They must have a start in common: networks that began apart have nothing to average. One that is named twice counts twice.
A network that some files lack, as a classifier lacks a generator, is the mean of the others'.`;

/** `farface train average`: the mean of several runs of the proposal network, or of several second stages. */
export function trainAverageCommand(): Command {
  return new Command('average')
    .description(
      'Average the weights of several runs of the proposal network, into a run of its own, or of several files of the second stage.',
    )
    .argument(
      '<parts...>',
      `folders of proposal runs: step, settings and log are the last one’s; or files, such as gan/${VERIFICATION_WEIGHTS}`,
    )
    .requiredOption('-o, --out <folder>', 'where the mean is written; new, or without a run')
    .option(
      '--calibrate <photos...>',
      'photos, or folders of them, that ranges are taken from, so that the mean computes in 8 bits, too',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (parts: string[], { out, calibrate }: { out: string; calibrate?: string[] }) => {
      // What is wrong with the photos is found before anything is written.
      const photos = calibrate && (await namedPhotos(calibrate));
      const ofFiles = parts.every((part) => part.endsWith('.safetensors'));
      const written = ofFiles ? await averageFiles(parts, out) : await averageRuns(parts, out);
      if (photos) await addRanges({ file: written, network: ofFiles ? 'second stage' : 'proposals' }, photos);
      const without = 'without ranges, so it computes in float32 until farface calibrate has written them';
      const ranges = photos ? `with ranges of ${photos.length} photos` : without;
      process.stderr.write(`the mean of ${parts.length} is in ${written}, ${ranges}\n`);
    });
}

async function averageRuns(runs: readonly string[], out: string): Promise<string> {
  if (existsSync(join(out, RUN_FILES.checkpoint)))
    throw new UsageError(`${out} holds a run already: name another folder.`);
  for (const run of runs)
    if (!existsSync(join(run, RUN_FILES.checkpoint))) throw new UsageError(`${run}: holds no run to average.`);
  const weights = await averageProposals(runs, out);
  const path = join(out, PROPOSAL_WEIGHTS);
  await writeFileAtomically(path, encodeSafetensors(weights));
  return path;
}

async function averageFiles(files: readonly string[], out: string): Promise<string> {
  const path = join(out, VERIFICATION_WEIGHTS);
  if (existsSync(path)) throw new UsageError(`${path} is there already: name another folder.`);
  const mean = averageVerification(await Promise.all(files.map((file) => readVerificationFile(file))));
  await makeFolder(out);
  await writeFileAtomically(path, encodeVerificationFile(mean));
  return path;
}
