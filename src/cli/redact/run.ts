import { extname } from 'node:path';
import { assign } from '../../batch/assign.js';
import type { Closing } from '../../batch/closing.js';
import { hashOf, type Identity, isSame } from '../../batch/file-identity.js';
import { collectInputs, type FailedInput, type PhotoInput } from '../../batch/inputs.js';
import { removeLeftovers } from '../../batch/leftovers.js';
import { modelSettings } from '../../batch/model-settings.js';
import type { HiddenPlace } from '../../batch/own-results.js';
import { pixelsOf, readPhotoFile } from '../../batch/photo-file.js';
import { type Destination, HEIC_ENDINGS, Places } from '../../batch/places.js';
import { RedactionLog } from '../../batch/redaction-log.js';
import { runBatch } from '../../batch/run-batch.js';
import { createDetector, type Detector } from '../../detect/detector.js';
import { InputError, messageOf } from '../../errors/errors.js';
import { type Box, iou } from '../../geometry/box.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { isKept } from '../../redact/named.js';
import type { RedactOptions } from '../../redact/options.js';
import { redact } from '../../redact/redact.js';
import { remainingLine } from '../../redact/redaction-line.js';
import { ReviewSheets } from '../../review/review-sheets.js';
import { count } from '../detect/results.js';
import { AHEAD, batchModelsOf, modelsOf, PARALLEL } from '../models.js';
import { onTerminal, type Terminal } from '../terminal/terminal.js';
import { destinationOf, NamedRegions, optionsOf, REVIEW_MOST, type RedactFlags } from './flags.js';
import { type Redacted, redactJsonLine, redactTextLine } from './results.js';
import { RunDetector } from './run-detector.js';
import { RedactTotals } from './totals.js';
import type { VideoRedaction } from './video.js';

/** Put before the ending of a photo that is redacted beside the original. */
const SUFFIX = '.redacted';

/** A photo or a video, with the file for its result; none where it goes to standard output. */
export type Due = PhotoInput & { readonly output?: string };

/** What a run has open. */
interface Opened {
  readonly tasks: readonly (Due | FailedInput)[];
  readonly places: Places | undefined;
  readonly log: RedactionLog | undefined;
  readonly review: ReviewSheets | undefined;
  readonly detector: Detector;
  /** What reads and writes videos is loaded for the first one. */
  readonly videos: () => Promise<VideoRedaction>;
}

/** Redacts all photos and returns the exit code. `load` makes the detector. */
export async function redactPhotos(
  typed: readonly string[],
  flags: RedactFlags,
  load: (photos: number) => Promise<Detector> = (photos) => createDetector(batchModelsOf(flags, photos)),
): Promise<number> {
  const destination = destinationOf(typed, flags);
  const options = optionsOf(flags);
  const named = await NamedRegions.read(flags);
  const { all, others } = await collectInputs(typed, { base: flags.base, videos: true });
  return onTerminal(flags, async (terminal) => {
    const totals = new RedactTotals();
    let sheets: string | undefined;
    const tracks: string[] = [];
    await runBatch<Due, Opened, Redacted>({
      ahead: AHEAD,
      signal: terminal.signal,
      pixelsOf,
      open: async (closing) => {
        const opened = await open(all, destination, { flags, options, named, load, totals }, closing);
        terminal.begin(opened.tasks);
        return opened;
      },
      items: ({ tasks }) => tasks,
      work: (task, opened) =>
        task.video
          ? opened.videos().then((videos) => videos.redact(task, { ...options, ...named.of(task) }, terminal))
          : redactOne(task, { ...options, ...named.of(task) }, opened, terminal.signal),
      take: async (task, outcome, { review }) => {
        if ('error' in outcome) {
          totals.failed += 1;
          terminal.warn(outcome.error);
          if (flags.json) terminal.printJson(JSON.stringify({ image: task.name, error: outcome.error }));
        } else {
          totals.add(outcome.value);
          await tell(outcome.value, terminal, flags);
          if (outcome.value.page !== undefined) tracks.push(outcome.value.page);
          if (outcome.value.crops) await review?.add(outcome.value.crops);
        }
        if ('value' in outcome && outcome.value.before) terminal.skip();
        else terminal.advance(count(totals.faces, 'face'));
      },
      finish: async ({ review }) => {
        sheets = await review?.close();
      },
    });
    // Where there are videos alone, that there are no sheets says nothing.
    const kinds = [
      tracks.length < totals.sum ? sheets : undefined,
      tracks.length > 0 ? `Tracks to look at: ${tracks.join(', ')}.` : undefined,
    ];
    const pages = kinds.filter((text) => text !== undefined).join(' ') || undefined;
    return totals.ending({ terminal, others, flags, pages });
  });
}

interface Plan {
  readonly flags: RedactFlags;
  readonly options: RedactOptions;
  readonly named: NamedRegions;
  readonly load: (photos: number) => Promise<Detector>;
  readonly totals: RedactTotals;
}

async function open(
  inputs: readonly (PhotoInput | FailedInput)[],
  destination: Destination | 'standard output',
  { flags, options, named, load, totals }: Plan,
  closing: Closing,
): Promise<Opened> {
  // What the files list and nobody finds comes first: it was asked for, and is not done.
  const listed = [...named.unmatched(inputs), ...inputs];
  const places = destination === 'standard output' ? undefined : await openPlaces(destination, listed, flags);
  if (places) closing.add(places, () => places.close());
  const found = places?.inputs ?? listed;
  totals.own = listed.length - found.length;
  const placed: (Due | FailedInput)[] = places ? await assign(found, (photo) => places.place(photo)) : [...found];
  const tasks = flags.onlyNamed ? placed.filter((task) => 'error' in task || named.names(task)) : placed;
  totals.notNamed = placed.length - tasks.length;
  await removeLeftovers(tasks.flatMap((task) => ('output' in task && task.output !== undefined ? [task.output] : [])));
  const models = await modelSettings(modelsOf(flags));
  const settings = {
    ...options,
    ...namedDestination(destination),
    ...models,
    ...(await videoSettings(flags)),
    ...named.hashes,
  };
  const log = flags.resume === undefined ? undefined : await RedactionLog.open(flags.resume, settings);
  if (log) closing.add(log, () => log.close());
  const review =
    flags.review === undefined ? undefined : await ReviewSheets.open(flags.review, flags.reviewMost ?? REVIEW_MOST);
  if (review) closing.add(review, () => review.discard());
  let loading: Promise<VideoCodecs> | undefined;
  const codecs = () => {
    loading ??= import('../../platform/node/video/index.js').then((room) => room.videoCodecs(flags.codec));
    return loading;
  };
  // They are looked for beside the loading of networks; what is wrong with them is an error of each video.
  if (hasVideos(tasks)) codecs().catch(() => {});
  const alone = tasks.every((task) => 'error' in task || 'video' in task);
  const networks = closing.add(new RunDetector(() => load(pictures(tasks)), alone), (networks) => networks.close());
  const detector = await networks.get();
  let loaded: Promise<VideoRedaction> | undefined;
  const videos = () => {
    loaded ??= import('./video.js').then(
      (room) => new room.VideoRedaction({ networks, codecs, places, log, flags, models }),
    );
    return loaded;
  };
  return { tasks, places, log, review, detector, videos };
}

/** What results of videos depend on besides; not set, photos' records stay as they were. */
async function videoSettings({ every, quality, tracks, keepSubtitles }: RedactFlags) {
  if (tracks === undefined) return { every, quality, keepSubtitles };
  const hash = await hashOf(tracks).catch((error: unknown) => {
    throw new InputError(`${tracks}: cannot be read as a file of tracks: ${messageOf(error)}. Check the path.`);
  });
  return { every, quality, keepSubtitles, tracks: hash };
}

/** Pictures to look at, as far as they keep networks busy. */
function pictures(tasks: readonly (Due | FailedInput)[]): number {
  return hasVideos(tasks) ? Math.max(PARALLEL, tasks.length) : tasks.length;
}

function hasVideos(tasks: readonly (Due | FailedInput)[]): boolean {
  return tasks.some((task) => 'video' in task);
}

function openPlaces(destination: Destination, inputs: readonly (PhotoInput | FailedInput)[], flags: RedactFlags) {
  const { base, overwrite, onlyNamed } = flags;
  return Places.open(destination, inputs, { base, overwrite, suffix: SUFFIX, adds: onlyNamed });
}

function namedDestination(destination: Destination | 'standard output') {
  return typeof destination === 'string' ? { destination } : destination;
}

async function redactOne(task: Due, options: RedactOptions, opened: Opened, signal: AbortSignal): Promise<Redacted> {
  const { places, log, review, detector } = opened;
  const { name: image, path, output } = task;
  const done = output === undefined ? undefined : await log?.find(path, output);
  const { bytes, identity } = await readPhotoFile(task);
  const hide = (also: RedactOptions['also']) => redact(bytes, detector, { ...options, also, name: image, signal });
  let redaction = done ?? (await hide(options.also));
  if (!done && output !== undefined) {
    // What is redone to hide more shows nothing that was hidden before.
    const shown = stillOpen((await places?.hiddenBefore(output)) ?? [], redaction.regions, options.keep ?? []);
    if (shown.length > 0) redaction = await hide([...(options.also ?? []), ...shown]);
  }
  const warnings = 'warnings' in redaction ? redaction.warnings : [];
  if (
    output !== undefined &&
    'format' in redaction &&
    redaction.format !== 'heif' &&
    HEIC_ENDINGS.test(extname(output))
  ) {
    throw new InputError(
      `${image}: is read as HEIC and written as ${redaction.format.toUpperCase()}, which may not be named ${extname(output)}. Use --out instead of --in-place, or rename the photo.`,
    );
  }
  // Of a photo that an earlier run redacted in place, only what it is now can be shown.
  const crops = await review?.crop(image, path, redaction);
  const { data, width, height, regions, nearly, remaining } = redaction;
  const outcome = { width, height, regions, nearly, remaining };
  if (!done && places && output !== undefined && identity) {
    signal.throwIfAborted();
    await checkUnchanged(task, identity);
    log?.note(path, identity, output, data, outcome);
    await places.write(task, output, data, regions);
  }
  const written = output === undefined ? { data } : { output };
  return { image, ...written, redaction: outcome, before: done !== undefined, warnings, ...(crops && { crops }) };
}

/** Above this overlap (IoU) two boxes are of one face. */
const SAME = 1 / 3;

/** What an earlier run hid and this one does not, but for what is to be kept. */
function stillOpen(
  before: readonly HiddenPlace[],
  now: readonly HiddenPlace[],
  keep: NonNullable<RedactOptions['keep']>,
): (Box & { frame: number })[] {
  const shown = before.filter(
    ({ box, frame }) =>
      !now.some((one) => one.frame === frame && iou(one.box, box) > SAME) && !isKept(box, frame, keep),
  );
  return shown.map(({ box, frame }) => ({ ...box, frame }));
}

/** A photo that was changed meanwhile is another one: what was made of it is not to take its place. */
async function checkUnchanged({ path, name }: PhotoInput, identity: Identity): Promise<void> {
  if (!(await isSame(path, identity)))
    throw new InputError(`${name}: was changed while it was looked at. Run the command again.`);
}

async function tell(result: Redacted, terminal: Terminal, { json }: RedactFlags): Promise<void> {
  const { image, output, data, before, redaction, warnings } = result;
  const { remaining } = redaction;
  for (const warning of warnings) terminal.warn(warning);
  // Who reads a pipe may not see the exit code: what is not hidden does not go there.
  if (data && remaining.length === 0) await terminal.printBytes(data);
  else if (data) terminal.warn(`${image}: nothing was written, because faces remain.`);
  if (json) terminal.printJson(redactJsonLine(result));
  else if (data) terminal.say(redactTextLine(result));
  else if (!before) terminal.print(redactTextLine(result));
  if (remaining.length > 0) terminal.warn(remainingLine(output ?? image, remaining));
}
