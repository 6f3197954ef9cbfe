import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assign, type Task } from '../../batch/assign.js';
import { inOrder } from '../../batch/in-order.js';
import { collectInputs } from '../../batch/inputs.js';
import { removeLeftovers } from '../../batch/leftovers.js';
import { modelSettings } from '../../batch/model-settings.js';
import { RedactedFiles, withoutOwnResults } from '../../batch/redacted-files.js';
import { RedactionLog } from '../../batch/redaction-log.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import { DETECT_DEFAULTS } from '../../detect/options.js';
import { messageOf } from '../../errors/errors.js';
import { redact } from '../../redact/redact.js';
import { ReviewSheets } from '../../redact/review.js';
import { writeFileAtomically } from '../../runtime/files.js';
import { count } from '../detect/results.js';
import { modelsOf } from '../models.js';
import { EXIT } from '../terminal/exit.js';
import { onInterrupt } from '../terminal/interrupt.js';
import { createProgress, duration } from '../terminal/progress.js';
import { destinationOf, NamedRegions, optionsOf, REVIEW_MOST, type RedactFlags } from './flags.js';
import { type RedactResult, redactJsonLine, redactTextLine, remainingLine } from './results.js';

/** Photos in work beside the one that the network looks at: one is read while another is written. */
const AHEAD = 2;

/** Redacts all photos and returns the exit code. `load` makes the detector. */
export async function redactPhotos(
  typed: readonly string[],
  flags: RedactFlags,
  load: () => Promise<Detector> = () => createDetector(modelsOf(flags)),
): Promise<number> {
  const destination = destinationOf(flags);
  const options = optionsOf(flags, DETECT_DEFAULTS.threshold);
  const named = await NamedRegions.read(flags);
  const inputs = withoutOwnResults(await collectInputs(typed), typed, destination);
  const files = new RedactedFiles(
    destination,
    inputs.flatMap((input) => ('path' in input ? [input.path] : [])),
  );
  const tasks = assign([...named.unmatched(inputs), ...inputs], (photo) => files.place(photo));
  const outputs = tasks.flatMap((task) => ('output' in task ? [task.output] : []));
  const settings = { options, destination, models: await modelSettings(modelsOf(flags)), regions: named.hashes };
  const log = flags.resume === undefined ? undefined : await RedactionLog.open(flags.resume, settings);
  if (log) await removeLeftovers(outputs);
  const review =
    flags.review === undefined ? undefined : await ReviewSheets.open(flags.review, flags.reviewMost ?? REVIEW_MOST);
  const detector = await load();
  const interrupt = onInterrupt();
  const { signal } = interrupt;

  const work = async (task: Task): Promise<RedactResult> => {
    const image = task.name;
    if ('error' in task) return { image, error: task.error };
    try {
      const { path, output } = task;
      const wanted = named.of(task);
      const done = await log?.find(path, output);
      const redaction = done ?? (await redact(path, detector, { ...options, ...wanted, name: image, signal }));
      // Of a photo that an earlier run redacted in place, only what it is now can be shown.
      const crops = await review?.crop(image, path, redaction);
      const { data, width, height, regions, nearly, remaining } = redaction;
      const outcome = { width, height, regions, nearly, remaining };
      if (!done) {
        signal.throwIfAborted();
        await mkdir(dirname(output), { recursive: true });
        await log?.note(path, output, data, outcome);
        await writeFileAtomically(output, data);
      }
      return { image, output, redaction: outcome, before: done !== undefined, ...(crops && { crops }) };
    } catch (error) {
      return { image, error: messageOf(error) };
    }
  };

  const progress = createProgress(tasks.length, tasks.length === 1 ? 'photo' : 'photos', !flags.quiet);
  const started = performance.now();
  const totals = { redacted: 0, faces: 0, failed: 0, skipped: 0, remaining: 0 };
  for await (const result of inOrder(tasks, AHEAD, work, signal)) {
    // What Ctrl-C cut short did not fail.
    if ('error' in result && signal.aborted) continue;
    if ('error' in result) {
      totals.failed += 1;
      progress.line(`farface: ${result.error}`, process.stderr);
      if (flags.json) progress.line(JSON.stringify(result), process.stdout);
    } else {
      const { redaction, output, before, crops } = result;
      if (before) totals.skipped += 1;
      else {
        totals.redacted += 1;
        totals.faces += redaction.regions.length;
      }
      if (flags.json) progress.line(redactJsonLine(result), process.stdout);
      else if (!before) progress.line(redactTextLine(result), process.stdout);
      if (redaction.remaining.length > 0) {
        totals.remaining += 1;
        progress.line(`farface: ${remainingLine(output, redaction.remaining)}`, process.stderr);
      }
      if (crops) await review?.add(crops);
    }
    if ('before' in result && result.before) progress.skip();
    else progress.advance(count(totals.faces, 'face'));
  }
  progress.stop();
  interrupt.dispose();
  await detector.dispose();
  log?.close();
  const pages = await review?.close();
  const tell = (line: string) => process.stderr.write(`${line}\n`);
  if (signal.aborted) tell('farface: stopped by Ctrl-C.');
  if (!flags.quiet) tell(summary(totals, (performance.now() - started) / 1000));
  if (!flags.quiet && pages) tell(pages);
  if (signal.aborted) return EXIT.interrupted;
  return totals.failed > 0 || totals.remaining > 0 ? EXIT.failed : EXIT.ok;
}

function summary(
  {
    redacted,
    faces,
    failed,
    skipped,
    remaining,
  }: Record<'redacted' | 'faces' | 'failed' | 'skipped' | 'remaining', number>,
  seconds: number,
): string {
  const parts = [`${count(faces, 'face')} hidden in ${count(redacted, 'photo')}`];
  if (skipped > 0) parts.push(`${count(skipped, 'photo')} done before`);
  if (remaining > 0) parts.push(`${count(remaining, 'photo')} with faces that remain`);
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  if (redacted > 1) parts.push(`${(redacted / seconds).toPrecision(2)} photos/s`);
  return parts.join(', ');
}
