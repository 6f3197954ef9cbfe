import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { FilePathSource } from 'mediabunny';
import { DetectionsFile } from '../../batch/detections-file.js';
import { hashOf, type Identity, isSame, marksOf } from '../../batch/file-identity.js';
import type { Places } from '../../batch/places.js';
import type { RedactionLog } from '../../batch/redaction-log.js';
import type { Detector } from '../../detect/detector.js';
import { InputError } from '../../errors/errors.js';
import { readTracks } from '../../formats/tracks-file.js';
import { checkTracks } from '../../formats/video-tracks.js';
import type { Box } from '../../geometry/box.js';
import { isLarge, type VideoCodecs } from '../../platform/video-port.js';
import { REDACT_DEFAULTS, type RedactOptions } from '../../redact/options.js';
import type { GrowingFile } from '../../runtime/growing-file.js';
import { lookThreshold } from '../../tracks/options.js';
import type { FrameFaces, Track } from '../../tracks/track.js';
import { checkVideo } from '../../video/check-video.js';
import { detectVideo } from '../../video/detect-video.js';
import { exposureOf } from '../../video/exposure.js';
import { openVideo } from '../../video/open-video.js';
import type { CoverOptions } from '../../video/options.js';
import { frameTimes } from '../../video/packets.js';
import { redactVideo } from '../../video/redact-video.js';
import type { Video } from '../../video/video.js';
import { regionsOfVideo } from '../../video/video-regions.js';
import type { Terminal } from '../terminal/terminal.js';
import { REVIEW_MOST, type RedactFlags } from './flags.js';
import type { Redacted } from './results.js';
import type { Due } from './run.js';
import type { RunDetector } from './run-detector.js';
import { type Besides, besidesOf } from './video-besides.js';
import { writeTracksPage } from './video-review.js';

/** What videos are redacted with. */
interface Tools {
  readonly networks: RunDetector;
  /** Finds them once. */
  readonly codecs: () => Promise<VideoCodecs>;
  readonly places: Places | undefined;
  readonly log: RedactionLog | undefined;
  readonly flags: RedactFlags;
  /** What tells the networks from others. */
  readonly models: object;
}

/** Large pictures that are looked at at once: each has enough pieces for all networks, and takes 25 MB and more. */
const LARGE_AHEAD = 2;

/** Shares of the work, as a bar shows them: looking takes longest. */
const LOOKED = 0.6;
const WRITTEN = 0.98;

/** Redacts videos, one at a time: one keeps all networks busy. */
export class VideoRedaction {
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly tools: Tools) {}

  /** @throws InputError that names the video; no part of a result is there then */
  redact(task: Due, options: RedactOptions, terminal: Terminal): Promise<Redacted> {
    const turn = this.#turn.then(() => this.#redact(task, options, terminal));
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #redact(task: Due, options: RedactOptions, terminal: Terminal): Promise<Redacted> {
    const { places, log, flags } = this.tools;
    const { name, path, output } = task;
    terminal.signal.throwIfAborted();
    checkOptions(name, options, flags);
    if (!places || output === undefined)
      throw new InputError(
        `${name}: is a video, which cannot go to standard output. Leave out -, or name a folder with --out.`,
      );
    const done = await log?.findVideo(path, output);
    if (done) return { image: name, output, redaction: done, before: true, warnings: [], video: done.video! };
    const identity: Identity = { ...(await marksOf(path)), sha256: await hashOf(path) };
    const codecs = await this.tools.codecs();
    const video = await openVideo(new FilePathSource(path), name, () => openAsBlob(path));
    let result: GrowingFile | undefined;
    try {
      const edited = flags.tracks === undefined ? undefined : await editedTracks(flags.tracks, video);
      // Before hours are spent: subtitles that are to be kept and cannot be read are an error.
      const besides = await besidesOf(path, video, flags);
      const lines = await this.#look(video, codecs, identity, task, options, terminal);
      const { regions, tracks, linked } = regionsOfVideo(video, lines.lines, options, edited);
      if (isLarge(video)) await this.tools.networks.rest();
      result = await places.begin(task, output);
      const { masks, warnings } = await write(video, codecs, result, regions, { options, flags, terminal, besides });
      terminal.signal.throwIfAborted();
      if (!(await isSame(path, identity)))
        throw new InputError(`${name}: was changed while it was looked at. Run the command again.`);
      const { width, height, frames } = video;
      const outcome = { width, height, regions: [], nearly: [], remaining: [] };
      const seconds =
        lines.lines.length > 0 ? lines.lines.at(-1)!.time - lines.lines[0]!.time : frames / video.frameRate;
      const found = { frames, seconds, tracks, masks };
      const sha256 = await hashOf(result.temporary);
      log?.noteVideo(path, identity, output, sha256, { ...outcome, video: found });
      await places.put(task, output, result, sha256);
      result = undefined;
      const page =
        flags.review === undefined
          ? {}
          : { page: await this.#review(video, codecs, linked, lines.lines, task, options, terminal) };
      await lines.file?.remove();
      const exposure = exposureOf(video, flags.every);
      return {
        ...{ image: name, output, redaction: outcome, before: false, video: found, ...page },
        warnings: [...warnings, ...(exposure === undefined ? [] : [exposure])],
      };
    } finally {
      await result?.discard();
      video.close();
    }
  }

  /** Writes the page on which a person looks through the tracks. */
  async #review(
    video: Video,
    codecs: VideoCodecs,
    tracks: readonly Track[],
    lines: readonly FrameFaces[],
    { path, output }: Due,
    { threshold = REDACT_DEFAULTS.threshold }: RedactOptions,
    { signal }: Terminal,
  ): Promise<string> {
    const { review, reviewMost = REVIEW_MOST } = this.tools.flags;
    const { width, height, frames } = video;
    return writeTracksPage(
      video,
      codecs,
      { video: path, width, height, frames, tracks },
      {
        ...{ folder: review!, name: basename(output!), times: lines.map(({ time }) => time) },
        ...{ threshold, most: reviewMost, signal },
      },
    );
  }

  /** What is found in each frame, by this run and those before it. */
  async #look(
    video: Video,
    codecs: VideoCodecs,
    { sha256 }: Identity,
    { output }: Due,
    { minFace, maxSide, nms, threshold = REDACT_DEFAULTS.threshold, only }: RedactOptions,
    { signal, part }: Terminal,
  ): Promise<{ lines: readonly FrameFaces[]; file?: DetectionsFile }> {
    if (only) return { lines: [] };
    const { networks, flags, models } = this.tools;
    const detector = await networks.get();
    const every = flags.every ?? 1;
    const low = lookThreshold(threshold);
    const settings = { ...models, minFace, maxSide, nms, low, every, video: sha256 };
    const file = await DetectionsFile.open(output!, settings);
    let goesOn = true;
    try {
      const last = file.lines.at(-1);
      const call = {
        ...{ every, signal, ahead: isLarge(video) ? LARGE_AHEAD : detector.photos + 1, reuse: true },
        done: last && { frames: file.lines.length, lastTime: last.time },
        detect: async (image: Parameters<Detector['detect']>[0]) =>
          (await detector.detect(image, { minFace, maxSide, nms, threshold: low, signal, name: video.name })).faces,
      };
      if (file.lines.length < video.frames) {
        for await (const line of detectVideo(video, codecs, call)) {
          const faces = line.faces.map(({ box, score }) => ({ box, score }));
          file.add({ ...line, faces });
          part((LOOKED * file.lines.length) / video.frames);
        }
      }
      return { lines: file.lines, file };
    } catch (error) {
      // What is wrong with the video itself will be the next time, too.
      goesOn = !(error instanceof InputError);
      throw error;
    } finally {
      await (goesOn ? file.close() : file.discard());
    }
  }
}

async function write(
  video: Video,
  codecs: VideoCodecs,
  result: GrowingFile,
  regions: (frame: number) => readonly Box[],
  {
    options,
    flags,
    terminal,
    besides: { subtitles, warnings: told },
  }: { options: RedactOptions; flags: RedactFlags; terminal: Terminal; besides: Besides },
): Promise<{ readonly masks: number; readonly warnings: readonly string[] }> {
  const { signal, part } = terminal;
  const { with: hiding, shape, scale, color, strength } = options;
  const given = { with: hiding, shape, scale, color, strength, quality: flags.quality };
  const cover = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as CoverOptions;
  const share = (from: number, to: number) => (frames: number) => part(from + ((to - from) * frames) / video.frames);
  const { masks, warnings, coded } = await redactVideo(
    video,
    codecs,
    { write: (data, position) => result.writeAt(data, position) },
    { ...cover, regions, subtitles, signal, onProgress: share(LOOKED, WRITTEN) },
  );
  const written = await openVideo(new FilePathSource(result.temporary), `${video.name}: the result`, () =>
    openAsBlob(result.temporary),
  );
  try {
    await checkVideo(video, written, coded, { signal, onProgress: share(WRITTEN, 1) });
  } finally {
    written.close();
  }
  return { masks, warnings: [...warnings, ...told] };
}

/** What is meant for photos alone is not passed over in silence. */
function checkOptions(name: string, { keepMetadata, only }: RedactOptions, { review, tracks }: RedactFlags): void {
  if (keepMetadata)
    throw new InputError(
      `${name}: is a video, of which --keep-metadata can keep nothing. Leave it out, or redact videos apart.`,
    );
  if (only !== undefined && (review !== undefined || tracks !== undefined))
    throw new InputError(
      `${name}: --only says what is hidden, so that there are no tracks. Leave out --review and --tracks.`,
    );
}

/** The tracks of a file that are to be hidden or revealed in this video. */
async function editedTracks(path: string, video: Video): Promise<readonly Track[]> {
  const { width, height, frames, name } = video;
  const read = await readTracks(path, { video: name, width, height, frames }, await frameTimes(video));
  checkTracks(read, { width, height, frames }, name, path);
  return read.tracks;
}
