import { createDetector } from '../detect/detector.js';
import type { DetectOptions } from '../detect/options.js';
import { messageOf } from '../errors/errors.js';
import { EVALUATION_THRESHOLD } from '../evaluate/threshold.js';
import { readImage } from '../image/read.js';
import { AnnotatedPictures } from './annotated-pictures.js';
import { count, jsonLine, type PhotoResult, textLine, writeWiderPredictions } from './detect-results.js';
import { EXIT, UsageError } from './exit.js';
import { inOrder } from './in-order.js';
import { collectInputs, type FailedInput, type PhotoInput } from './inputs.js';
import { onInterrupt } from './interrupt.js';
import { createProgress, duration } from './progress.js';

/** The command line of `farface detect`, checked one by one already. */
export interface DetectFlags extends DetectOptions {
  readonly threads?: number;
  readonly weights?: string;
  readonly format: 'text' | 'json' | 'wider';
  readonly json?: true;
  readonly out?: string;
  readonly quiet?: true;
}

/** Looks at all photos, prints and writes what was asked for, and returns the exit code. */
export async function detectPhotos(typed: readonly string[], flags: DetectFlags): Promise<number> {
  const { format, settings } = readFlags(flags);
  const inputs = await collectInputs(typed);
  const interrupt = onInterrupt();
  const detector = await createDetector({ threads: flags.threads, weights: flags.weights });
  const paths = inputs.flatMap((input) => ('path' in input ? [input.path] : []));
  const pictures = flags.out !== undefined && format !== 'wider' ? new AnnotatedPictures(flags.out, paths) : undefined;
  const progress = createProgress(inputs.length, inputs.length === 1 ? 'photo' : 'photos', !flags.quiet);

  const look = async (input: PhotoInput | FailedInput): Promise<PhotoResult> => {
    const image = input.name;
    if ('error' in input) return { image, error: input.error };
    try {
      const picture = pictures?.place(input);
      const photo = await readImage(input.path, { name: image });
      const { faces } = await detector.detect(photo, {
        ...settings,
        signal: interrupt.signal,
        onProgress: progress.part,
      });
      if (pictures && picture) await pictures.write(picture, photo, faces);
      if (format === 'wider') await writeWiderPredictions(flags.out!, input.path, faces);
      return { image, width: photo.width, height: photo.height, faces };
    } catch (error) {
      return { image, error: messageOf(error) };
    }
  };

  const started = performance.now();
  const done = { photos: 0, faces: 0, failed: 0 };
  // One photo ahead: it is decoded while the network looks at the one before.
  for await (const result of inOrder(inputs, 1, look, interrupt.signal)) {
    const failed = 'error' in result;
    // What Ctrl-C cut short did not fail.
    if (failed && interrupt.signal.aborted) continue;
    if (failed) progress.line(`farface: ${result.error}`, process.stderr);
    if (format === 'json') progress.line(jsonLine(result), process.stdout);
    else if (format === 'text' && !failed) progress.line(textLine(result), process.stdout);
    done.photos += 1;
    done.failed += failed ? 1 : 0;
    done.faces += failed ? 0 : result.faces.length;
    progress.advance(count(done.faces, 'face'));
  }
  progress.stop();
  interrupt.dispose();
  await detector.dispose();
  if (interrupt.signal.aborted) process.stderr.write('farface: stopped by Ctrl-C.\n');
  if (!flags.quiet) process.stderr.write(`${summary(done, (performance.now() - started) / 1000, flags.out)}\n`);
  if (interrupt.signal.aborted) return EXIT.interrupted;
  return done.failed > 0 ? EXIT.failed : EXIT.ok;
}

/** What the flags mean together. Throws `UsageError` where they contradict each other. */
function readFlags({ format, json, out, threshold, minFace, maxSide, nms }: DetectFlags) {
  if (json && format === 'wider') throw new UsageError('--json and --format wider: choose one of them.');
  if (format === 'wider' && out === undefined) {
    throw new UsageError('--format wider writes a file for each photo: name a folder for them with --out.');
  }
  const settings = {
    threshold: threshold ?? (format === 'wider' ? EVALUATION_THRESHOLD : undefined),
    minFace,
    maxSide,
    nms,
  };
  return { format: json ? 'json' : format, settings } as const;
}

function summary(done: { photos: number; faces: number; failed: number }, seconds: number, out?: string): string {
  const looked = done.photos - done.failed;
  const parts = [`${count(done.faces, 'face')} in ${count(looked, 'photo')}`];
  if (done.failed > 0) parts.push(`${done.failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  if (looked > 1) parts.push(`${(looked / seconds).toPrecision(2)} photos/s`);
  return `${parts.join(', ')}${out !== undefined && looked > 0 ? `, written to ${out}` : ''}`;
}
