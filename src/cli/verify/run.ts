import { dirname, parse, resolve } from 'node:path';
import { fingerprint } from '../../batch/fingerprint.js';
import { inOrder } from '../../batch/in-order.js';
import { collectInputs, type PhotoInput } from '../../batch/inputs.js';
import { hash } from '../../batch/manifest.js';
import { ResultFile } from '../../batch/result-file.js';
import type { Combination } from '../../detect/combination.js';
import { SHIPPED_VERIFICATION } from '../../detect/verification-file.js';
import { createVerifier } from '../../detect/verifier.js';
import { InputError, messageOf } from '../../errors/errors.js';
import type { CocoResultOptions } from '../../evaluate/predictions/coco-results.js';
import { photoKey } from '../../evaluate/predictions/photo-index.js';
import { asProbabilities, type ScoreKind } from '../../evaluate/predictions/probabilities.js';
import { Problems } from '../../evaluate/predictions/problems.js';
import { readPredictions } from '../../evaluate/predictions/read.js';
import { problemList } from '../../evaluate/table.js';
import { facesLine } from '../../formats/faces-lines.js';
import type { Face } from '../../geometry/face.js';
import { readImage } from '../../platform/node/read-image.js';
import { count, type PhotoResult } from '../detect/results.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress, duration } from '../terminal/progress.js';

/** The command line of `farface verify`, checked one by one already. */
export interface VerifyFlags extends CocoResultOptions, Partial<Combination> {
  readonly proposals: string;
  readonly photos: string;
  readonly scores: ScoreKind;
  readonly maxCandidates?: number;
  readonly nms?: number;
  readonly verificationWeights?: string;
  readonly threads?: number;
  readonly out?: string;
  readonly resume?: true;
  readonly quiet?: true;
}

/** A photo and what was proposed in it. */
interface Task extends PhotoInput {
  readonly proposals: readonly Face[];
}

/** Rescores the proposals of all photos, prints or writes them, and returns the exit code. */
export async function verifyPhotos(flags: VerifyFlags): Promise<number> {
  const { verificationWeights, threads, out, resume, quiet } = flags;
  const rule = ruleOf(flags);
  if (resume && out === undefined) throw new UsageError('--resume goes on with a file: name it with --out.');
  const problems = new Problems();
  const tasks = await readTasks(flags, problems);
  const verifier = await createVerifier({ weights: verificationWeights, threads });
  const results = out === undefined ? undefined : await openResults(out, flags, tasks);
  const due = tasks.filter(({ path }) => !results?.done.has(resolve(path)));
  const interrupt = onInterrupt();
  const { signal } = interrupt;

  const look = async (task: Task): Promise<readonly [Task, PhotoResult]> => {
    const image = task.name;
    try {
      const photo = await readImage(task.path, { name: image });
      const call = { ...rule, signal, onProgress: progress.part };
      const faces = await verifier.verify(photo, task.proposals, call);
      return [task, { image, width: photo.width, height: photo.height, faces }];
    } catch (error) {
      return [task, { image, error: messageOf(error) }];
    }
  };

  const totals = { photos: 0, faces: 0, verified: 0, failed: 0 };
  const progress = createProgress(tasks.length, 'photos', !quiet, tasks.length - due.length);
  const started = performance.now();
  // One photo ahead: it is decoded while the networks look at the one before.
  for await (const [task, result] of inOrder(due, 1, look, signal)) {
    const failed = 'error' in result;
    // What Ctrl-C cut short did not fail.
    if (failed && signal.aborted) continue;
    if (failed) progress.line(`farface: ${result.error}`, process.stderr);
    if (results) await results.add(task, result);
    else progress.line(facesLine(result), process.stdout);
    totals.photos += 1;
    totals.failed += failed ? 1 : 0;
    totals.faces += failed ? 0 : result.faces.length;
    totals.verified += failed ? 0 : result.faces.filter(({ stages }) => stages).length;
    progress.advance(count(totals.faces, 'face'));
  }
  progress.stop();
  interrupt.dispose();
  results?.close();
  await verifier.dispose();
  const wrong = problems.list();
  if (wrong.length > 0) process.stderr.write(`${problemList(wrong)}\n`);
  if (signal.aborted) process.stderr.write('farface: stopped by Ctrl-C.\n');
  if (!quiet) process.stderr.write(`${summary(totals, (performance.now() - started) / 1000)}\n`);
  if (signal.aborted) return EXIT.interrupted;
  return totals.failed > 0 || wrong.length > 0 ? EXIT.failed : EXIT.ok;
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
    proposals: hash(JSON.stringify(tasks.map(({ name, proposals }) => [name, proposals]))),
    // Names in the results are relative to the folder that the command runs in.
    folder: resolve('.'),
  };
  return ResultFile.open(out, resume, settings, tasks);
}

/** The photos that something is proposed for, in the order of their names. */
async function readTasks(flags: VerifyFlags, problems: Problems): Promise<Task[]> {
  const photos = new Map<string, PhotoInput>();
  for (const input of await collectInputs([flags.photos])) {
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
  { photos, faces, verified, failed }: Record<'photos' | 'faces' | 'verified' | 'failed', number>,
  seconds: number,
): string {
  const looked = photos - failed;
  const parts = [`${verified} of ${count(faces, 'face')} in ${count(looked, 'photo')} scored anew`];
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  if (looked > 1) parts.push(`${(looked / seconds).toPrecision(2)} photos/s`);
  return parts.join(', ');
}
