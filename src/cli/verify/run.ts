import { dirname, parse, resolve } from 'node:path';
import { hash, type Identity } from '../../batch/file-identity.js';
import { collectInputs, type PhotoInput } from '../../batch/inputs.js';
import { pixelsOf, readPhotoFile } from '../../batch/photo-file.js';
import { ResultFile } from '../../batch/result-file.js';
import { runBatch } from '../../batch/run-batch.js';
import { fingerprint } from '../../batch/weights-hash.js';
import type { Combination } from '../../detect/combination.js';
import type { Detection } from '../../detect/detector.js';
import { type PrecisionChoice, precisionHere } from '../../detect/precision.js';
import { SHIPPED_VERIFICATION } from '../../detect/verification-file.js';
import { createVerifier, type Verifier } from '../../detect/verifier.js';
import { InputError } from '../../errors/errors.js';
import type { CocoResultOptions } from '../../evaluate/predictions/coco-results.js';
import { photoKey } from '../../evaluate/predictions/photo-index.js';
import { asProbabilities, type ScoreKind } from '../../evaluate/predictions/probabilities.js';
import { Problems } from '../../evaluate/predictions/problems.js';
import { readPredictions } from '../../evaluate/predictions/read.js';
import { problemList } from '../../evaluate/table.js';
import { facesLine } from '../../formats/faces-lines.js';
import type { Face } from '../../geometry/face.js';
import { readImage } from '../../platform/node/read-image.js';
import { count } from '../detect/results.js';
import { UsageError } from '../terminal/exit.js';
import { duration } from '../terminal/progress.js';
import { onTerminal } from '../terminal/terminal.js';

/** The command line of `farface verify`, checked one by one already. */
export interface VerifyFlags extends CocoResultOptions, Partial<Combination> {
  readonly proposals: string;
  readonly photos: string;
  readonly scores: ScoreKind;
  readonly maxCandidates?: number;
  readonly nms?: number;
  readonly verificationWeights?: string;
  readonly precision?: PrecisionChoice;
  readonly threads?: number;
  readonly out?: string;
  readonly resume?: true;
  readonly quiet?: true;
}

/** A photo and what was proposed in it. */
interface Task extends PhotoInput {
  readonly proposals: readonly Face[];
}

/** What a run has open. */
interface Opened {
  readonly verifier: Verifier;
  readonly results: ResultFile | undefined;
  readonly due: readonly Task[];
}

interface Verified {
  readonly detection: Detection;
  readonly identity: Identity | undefined;
}

/** Rescores the proposals of all photos, prints or writes them, and returns the exit code. */
export async function verifyPhotos(flags: VerifyFlags): Promise<number> {
  const { verificationWeights, threads, precision, out, resume } = flags;
  const rule = ruleOf(flags);
  if (resume && out === undefined) throw new UsageError('--resume goes on with a file: name it with --out.');
  const problems = new Problems();
  const tasks = await readTasks(flags, problems);
  return onTerminal(flags, async (terminal) => {
    const { signal } = terminal;
    const totals = { faces: 0, verified: 0 };
    const started = performance.now();
    const tally = await runBatch<Task, Opened, Verified>({
      signal,
      pixelsOf,
      open: async (closing) => {
        const results = out === undefined ? undefined : await openResults(out, flags, tasks);
        if (results) closing.add(results, () => results.close());
        const verifier = closing.add(
          await createVerifier({ weights: verificationWeights, threads, precision }),
          (verifier) => verifier.dispose(),
        );
        const due = tasks.filter(({ path }) => !results?.done.has(resolve(path)));
        terminal.begin(tasks);
        terminal.skip(tasks.length - due.length);
        return { verifier, results, due };
      },
      items: ({ due }) => due,
      work: async (task, { verifier }) => {
        const { bytes, identity } = await readPhotoFile(task);
        const photo = await readImage(bytes, { name: task.name });
        const call = { ...rule, signal, onProgress: terminal.part };
        const faces = await verifier.verify(photo, task.proposals, call);
        return { detection: { width: photo.width, height: photo.height, faces }, identity };
      },
      take: (task, outcome, { results }) => {
        const failed = 'error' in outcome;
        if (failed) terminal.warn(outcome.error);
        else {
          const { faces } = outcome.value.detection;
          totals.faces += faces.length;
          totals.verified += faces.filter(({ stages }) => stages).length;
        }
        const line = facesLine({ image: task.name, ...(failed ? outcome : outcome.value.detection) });
        if (results) results.add(task, line, failed ? undefined : outcome.value.identity);
        else terminal.printJson(line);
        terminal.advance(count(totals.faces, 'face'));
      },
    });
    const wrong = problems.list();
    terminal.stop();
    if (wrong.length > 0) process.stderr.write(`${problemList(wrong)}\n`);
    return {
      failed: tally.failed > 0 || wrong.length > 0,
      summary: [summary({ ...tally, ...totals }, (performance.now() - started) / 1000)],
    };
  });
}

/** What is said about which faces are looked at again, and how much that counts. */
function ruleOf({
  weight,
  bias,
  lift,
  boxWeight,
  maxHeight,
  minProposal,
  maxProposal,
  maxCandidates,
  nms,
}: VerifyFlags) {
  return { weight, bias, lift, boxWeight, maxHeight, minProposal, maxProposal, maxCandidates, nms };
}

/** The file of results, which depend on the networks, the settings and what was proposed. */
async function openResults(out: string, flags: VerifyFlags, tasks: readonly Task[]): Promise<ResultFile> {
  const { verificationWeights = SHIPPED_VERIFICATION, resume = false } = flags;
  const settings = {
    ...ruleOf(flags),
    weights: await fingerprint(verificationWeights),
    precision: await precisionHere(flags.precision),
    proposals: hash(JSON.stringify(tasks.map(({ name, proposals }) => [name, proposals]))),
    // Names in the results are relative to the folder that the command runs in.
    'current folder': resolve('.'),
  };
  return ResultFile.open(out, resume, settings, tasks);
}

/** The photos that something is proposed for, in the order of their names. */
async function readTasks(flags: VerifyFlags, problems: Problems): Promise<Task[]> {
  const photos = new Map<string, PhotoInput>();
  for (const input of (await collectInputs([flags.photos])).all) {
    if ('error' in input) throw new InputError(input.error);
    const key = photoKey(annotationOf(input));
    const other = photos.get(key);
    if (other) {
      throw new InputError(
        `${other.name}, ${input.name}: proposals name photos without their ending, so one of the two must lie elsewhere.`,
      );
    }
    photos.set(key, input);
  }
  const known = [...photos.values()].map(annotationOf);
  const { annotations, category } = flags;
  const read = await readPredictions(flags.proposals, known, problems, { annotations, category });
  const proposals = asProbabilities(read, flags.scores, flags.proposals);
  return [...photos].flatMap(([key, photo]) => {
    const found = proposals.get(key);
    return found ? [{ ...photo, proposals: found }] : [];
  });
}

/** The photo as data sets name it. */
function annotationOf({ relative, path }: PhotoInput) {
  const folder = dirname(relative);
  return { event: folder === '.' ? '' : folder.replaceAll('\\', '/'), name: parse(relative).name, path, faces: [] };
}

function summary(
  { done, faces, verified, failed }: Record<'done' | 'faces' | 'verified' | 'failed', number>,
  seconds: number,
): string {
  const parts = [`${verified} of ${count(faces, 'face')} in ${count(done, 'photo')} scored anew`];
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  if (done > 1) parts.push(`${(done / seconds).toPrecision(2)} photos/s`);
  return parts.join(', ');
}
