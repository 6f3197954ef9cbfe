import { resolve } from 'node:path';
import type { Closing } from '../../batch/closing.js';
import type { Identity } from '../../batch/file-identity.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../../batch/inputs.js';
import { modelSettings } from '../../batch/model-settings.js';
import { pixelsOf, readPhotoFile } from '../../batch/photo-file.js';
import { runBatch } from '../../batch/run-batch.js';
import { createDetector, type Detection, type Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import type { Recall } from '../../detect/recall.js';
import { InputError } from '../../errors/errors.js';
import { EVALUATION_THRESHOLD } from '../../evaluate/threshold.js';
import { readImage } from '../../platform/node/read-image.js';
import { AHEAD, batchModelsOf, type ModelFlags, modelsOf } from '../models.js';
import { UsageError } from '../terminal/exit.js';
import { duration } from '../terminal/progress.js';
import { thresholdOf } from '../terminal/recall-option.js';
import { onTerminal } from '../terminal/terminal.js';
import { AnnotatedPictures } from './annotated-pictures.js';
import { type Destinations, DetectOutput } from './output.js';
import { count } from './results.js';
import type { VideoDetection, VideoFlags } from './video.js';

/** The command line of `farface detect`, checked one by one already. */
export interface DetectFlags extends DetectOptions, Destinations, ModelFlags, VideoFlags {
  readonly base?: string;
  readonly overwrite?: true;
  readonly recall?: Recall;
  readonly json?: true;
  readonly quiet?: true;
}

/** A photo, with the file for its annotated picture where there is to be one. */
type Look = PhotoInput & { readonly output?: string };

/** What a run has open. */
interface Opened {
  readonly pictures: AnnotatedPictures | undefined;
  readonly output: DetectOutput;
  readonly detector: Detector;
  /** All photos, and those that an earlier run did not do. */
  readonly tasks: readonly (Look | FailedInput)[];
  readonly due: readonly (Look | FailedInput)[];
}

type Looked =
  | { readonly result: Detection; readonly identity: Identity | undefined }
  | { readonly video: VideoDetection };

/** Looks at all photos, prints and writes what was asked for, and returns the exit code. `load` makes the detector. */
export async function detectPhotos(
  typed: readonly string[],
  flags: DetectFlags,
  load: (photos: number) => Promise<Detector> = (photos) => createDetector(batchModelsOf(flags, photos)),
): Promise<number> {
  const { format, settings } = readFlags(flags);
  // Files of results, and pictures with frames, are of photos.
  const printed = flags.out === undefined && flags.results === undefined;
  const { all, others } = await collectInputs(typed, { base: flags.base, videos: printed });
  return onTerminal(flags, async (terminal) => {
    const { signal } = terminal;
    let [faces, skipped] = [0, 0];
    const started = performance.now();
    const tally = await runBatch<Look, Opened, Looked>({
      signal,
      ahead: AHEAD,
      pixelsOf,
      open: async (closing) => {
        const opened = await open(all, { ...flags, format }, settings, load, closing);
        skipped = opened.tasks.length - opened.due.length;
        terminal.begin(opened.tasks);
        terminal.skip(skipped);
        return opened;
      },
      items: ({ due }) => due,
      work: async (task, { detector, pictures }) => {
        if (task.video) {
          // What reads videos is loaded for them alone.
          const { lookThrough } = await import('./video.js');
          return { video: await lookThrough(task, detector, settings, flags, terminal) };
        }
        const { bytes, identity } = await readPhotoFile(task);
        const { name } = task;
        const { warnings = [], ...found } = await detector.detect(bytes, {
          ...{ ...settings, name, signal, onProgress: terminal.part },
        });
        for (const warning of warnings) terminal.warn(warning);
        if (found.frames !== undefined && format !== 'text' && format !== 'json') {
          throw new InputError(
            `${name}: has ${found.frames} frames, which ${format} does not tell apart. Look at it with --json.`,
          );
        }
        if (pictures && task.output !== undefined) {
          // Of several frames the first is shown.
          const shown = found.faces.filter(({ frame = 0 }) => frame === 0);
          await pictures.write(task, task.output, await readImage(bytes, { name }), shown);
        }
        return { result: found, identity };
      },
      take: async (task, outcome, { output }) => {
        const image = task.name;
        if ('error' in outcome) terminal.warn(outcome.error);
        const looked = 'error' in outcome ? { result: outcome, identity: undefined } : outcome.value;
        if ('video' in looked) {
          const { lines, text, tracks } = looked.video;
          if (format === 'text' && !flags.tracks) terminal.print(text);
          else for (const line of lines) terminal.printJson(line);
          faces += tracks;
          terminal.advance(count(faces, 'face'));
          return;
        }
        const { result, identity } = looked;
        const line = await output.add(task, { image, ...result }, identity);
        if (line !== undefined && format !== 'text') terminal.printJson(line);
        else if (line !== undefined) terminal.print(line);
        if ('faces' in result) faces += result.faces.length;
        terminal.advance(count(faces, 'face'));
      },
      finish: ({ output }) => output.finish(),
    });
    const nothing = tally.done + tally.failed + skipped === 0 && !signal.aborted;
    if (nothing) terminal.warn('nothing was looked at: all that was named are results of earlier runs.');
    return {
      failed: tally.failed > 0 || nothing,
      summary: [others.text, summary({ ...tally, faces, skipped }, (performance.now() - started) / 1000, flags)],
    };
  });
}

async function open(
  inputs: readonly (PhotoInput | FailedInput)[],
  flags: DetectFlags,
  settings: object,
  load: (photos: number) => Promise<Detector>,
  closing: Closing,
): Promise<Opened> {
  const annotated = flags.out !== undefined && (flags.format === 'text' || flags.format === 'json');
  const pictures = annotated ? await AnnotatedPictures.open(flags.out!, inputs, flags) : undefined;
  if (pictures) closing.add(pictures, () => pictures.close());
  const tasks: readonly (Look | FailedInput)[] = pictures?.tasks ?? inputs;
  // Names in the results are relative to the folder that the command runs in.
  const origin = { 'current folder': resolve('.'), ...(await modelSettings(modelsOf(flags))) };
  const output = await DetectOutput.open(flags, { ...settings, ...origin }, tasks);
  closing.add(output, () => output.close());
  const due = tasks.filter((task) => !('path' in task && output.done.has(resolve(task.path))));
  const detector = closing.add(await load(due.length), (detector) => detector.dispose());
  return { pictures, output, detector, tasks, due };
}

/** What the flags mean together. Throws `UsageError` where they contradict each other. */
function readFlags({ format, json, out, results, resume, threshold, recall, minFace, maxSide, nms }: DetectFlags) {
  const printed = format === 'text' || format === 'json';
  if (json && !printed) throw new UsageError(`--json and --format ${format}: choose one of them.`);
  if (!printed && out === undefined) {
    throw new UsageError(`--format ${format} is written to a file or a folder: name it with --out.`);
  }
  if (resume && results === undefined) {
    throw new UsageError('--resume goes on with a file of results: name it with --results.');
  }
  const settings = {
    threshold: thresholdOf({ threshold, recall }) ?? (format === 'wider' ? EVALUATION_THRESHOLD : undefined),
    minFace,
    maxSide,
    nms,
  };
  return { format: json ? 'json' : format, settings } as const;
}

function summary(
  { done, faces, failed, skipped }: Record<'done' | 'faces' | 'failed' | 'skipped', number>,
  seconds: number,
  { out, results }: Destinations,
): string {
  const parts = done > 0 || skipped === 0 ? [`${count(faces, 'face')} in ${count(done, 'photo')}`] : [];
  if (skipped > 0) parts.push(`${count(skipped, 'photo')} done before`);
  if (failed > 0) parts.push(`${failed} failed`);
  parts.push(seconds < 60 ? `${seconds.toPrecision(2)} s` : duration(seconds));
  if (done > 1) parts.push(`${(done / seconds).toPrecision(2)} photos/s`);
  const places = [results, out].filter((place) => place !== undefined);
  const written = places.length > 0 && done > 0 ? `, written to ${places.join(' and ')}` : '';
  return `${parts.join(', ')}${written}`;
}
