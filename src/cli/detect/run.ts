import { resolve } from 'node:path';
import { assign, type Task } from '../../batch/assign.js';
import { AHEAD, inOrder } from '../../batch/in-order.js';
import { collectInputs, type PhotoInput } from '../../batch/inputs.js';
import { modelSettings } from '../../batch/model-settings.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { messageOf } from '../../errors/errors.js';
import { EVALUATION_THRESHOLD } from '../../evaluate/threshold.js';
import { readImage } from '../../platform/node/read-image.js';
import { type ModelFlags, modelsOf } from '../models.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress, duration } from '../terminal/progress.js';
import { AnnotatedPictures } from './annotated-pictures.js';
import { type Destinations, DetectOutput } from './output.js';
import { count, type PhotoResult } from './results.js';

/** The command line of `farface detect`, checked one by one already. */
export interface DetectFlags extends DetectOptions, Destinations, ModelFlags {
  readonly json?: true;
  readonly quiet?: true;
}

/** Looks at all photos, prints and writes what was asked for, and returns the exit code. `load` makes the detector. */
export async function detectPhotos(
  typed: readonly string[],
  flags: DetectFlags,
  load: () => Promise<Detector> = () => createDetector(modelsOf(flags)),
): Promise<number> {
  const { format, settings } = readFlags(flags);
  const inputs = await collectInputs(typed);
  const paths = inputs.flatMap((input) => ('path' in input ? [input.path] : []));
  const annotated = flags.out !== undefined && (format === 'text' || format === 'json');
  const pictures = annotated ? new AnnotatedPictures(flags.out!, paths) : undefined;
  const tasks: (Task | PhotoInput)[] = pictures ? assign(inputs, (photo) => pictures.place(photo)) : inputs;

  const interrupt = onInterrupt();
  const detector = await load();
  // Names in the results are relative to the folder that the command runs in.
  const origin = { folder: resolve('.'), ...(await modelSettings(modelsOf(flags))) };
  const output = await DetectOutput.open({ ...flags, format }, { ...settings, ...origin }, tasks);
  const due = tasks.filter((task) => !('path' in task && output.done.has(resolve(task.path))));

  const look = async (task: Task | PhotoInput): Promise<readonly [Task | PhotoInput, PhotoResult]> => {
    const image = task.name;
    if ('error' in task) return [task, { image, error: task.error }];
    try {
      const photo = await readImage(task.path, { name: image });
      const { signal } = interrupt;
      const { faces } = await detector.detect(photo, { ...settings, signal, onProgress: progress.part });
      if (pictures && 'output' in task) await pictures.write(task.output, photo, faces);
      return [task, { image, width: photo.width, height: photo.height, faces }];
    } catch (error) {
      return [task, { image, error: messageOf(error) }];
    }
  };

  const totals = { photos: 0, faces: 0, failed: 0, skipped: tasks.length - due.length };
  const unit = tasks.length === 1 ? 'photo' : 'photos';
  const progress = createProgress(tasks.length, unit, !flags.quiet, totals.skipped);
  const started = performance.now();
  try {
    // One photo ahead: it is decoded while the network looks at the one before.
    for await (const [task, result] of inOrder(due, AHEAD, look, interrupt.signal)) {
      const failed = 'error' in result;
      // What Ctrl-C cut short did not fail.
      if (failed && interrupt.signal.aborted) continue;
      if (failed) progress.line(`farface: ${result.error}`, process.stderr);
      const line = await output.add(task, result);
      if (line !== undefined) progress.line(line, process.stdout);
      totals.photos += 1;
      totals.failed += failed ? 1 : 0;
      totals.faces += failed ? 0 : result.faces.length;
      progress.advance(count(totals.faces, 'face'));
    }
    await output.finish();
  } catch (error) {
    await output.discard();
    throw error;
  } finally {
    progress.stop();
    interrupt.dispose();
    await detector.dispose();
  }
  if (interrupt.signal.aborted) process.stderr.write('farface: stopped by Ctrl-C.\n');
  if (!flags.quiet) process.stderr.write(`${summary(totals, (performance.now() - started) / 1000, flags)}\n`);
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return totals.failed > 0 ? EXIT.failed : EXIT.ok;
}

/** What the flags mean together. Throws `UsageError` where they contradict each other. */
function readFlags({ format, json, out, results, resume, threshold, minFace, maxSide, nms }: DetectFlags) {
  const printed = format === 'text' || format === 'json';
  if (json && !printed) throw new UsageError(`--json and --format ${format}: choose one of them.`);
  if (!printed && out === undefined) {
    throw new UsageError(`--format ${format} is written to a file or a folder: name it with --out.`);
  }
  if (resume && results === undefined) {
    throw new UsageError('--resume goes on with a file of results: name it with --results.');
  }
  const settings = {
    threshold: threshold ?? (format === 'wider' ? EVALUATION_THRESHOLD : undefined),
    minFace,
    maxSide,
    nms,
  };
  return { format: json ? 'json' : format, settings } as const;
}

function summary(
  { photos, faces, failed, skipped }: Record<'photos' | 'faces' | 'failed' | 'skipped', number>,
  seconds: number,
  { out, results }: Destinations,
): string {
  const looked = photos - failed;
  const parts = [`${count(faces, 'face')} in ${count(looked, 'photo')}`];
  if (skipped > 0) parts.push(`${count(skipped, 'photo')} done before`);
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  if (looked > 1) parts.push(`${(looked / seconds).toPrecision(2)} photos/s`);
  const places = [results, out].filter((place) => place !== undefined);
  const written = places.length > 0 && looked > 0 ? `, written to ${places.join(' and ')}` : '';
  return `${parts.join(', ')}${written}`;
}
