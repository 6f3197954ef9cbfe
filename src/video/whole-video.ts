import type { Source } from 'mediabunny';
import type { DetectOptions } from '../detect/options.js';
import { frameLine, type VideoOutcome } from '../formats/video-lines.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import type { VideoCodecs } from '../platform/video-port.js';
import { REDACT_DEFAULTS, type RedactOptions } from '../redact/options.js';
import { FaceMemory } from '../tracks/face-memory.js';
import { linkTracks } from '../tracks/link-tracks.js';
import { lookThreshold, TRACK_DEFAULTS } from '../tracks/options.js';
import type { FrameFaces } from '../tracks/track.js';
import { checkVideo } from './check-video.js';
import { detectVideo } from './detect-video.js';
import { exposureOf } from './exposure.js';
import { openVideo } from './open-video.js';
import type { CoverOptions } from './options.js';
import { redactVideo } from './redact-video.js';
import type { Container, Pass, Video } from './video.js';
import { regionsOfVideo } from './video-regions.js';
import type { VideoSink } from './write-video.js';

/** How one frame is looked at. */
export type Search = Pick<DetectOptions, 'threshold' | 'minFace' | 'maxSide' | 'nms' | 'maxCandidates'>;

/** What a video is worked on with. */
export interface VideoTools {
  readonly codecs: VideoCodecs;
  /** Finds the faces of an upright frame. */
  readonly detect: (image: Image, search: Search) => Promise<readonly Face[]>;
  /** Frames that are looked at at once. */
  readonly ahead: number;
  /** Looks at the head of the video before anything of it is decoded; throws where it is not to be worked on. */
  readonly admit?: (video: Video) => void;
  /** The source's bytes once more, see `openVideo`. */
  readonly file?: () => Promise<Blob>;
  readonly signal?: AbortSignal | undefined;
  /** Called after each frame of each pass, with the number of frames that the pass is through with, and has. */
  readonly onProgress?: ((pass: Pass, frame: number, frames: number) => void) | undefined;
}

/** Looks at every so many frames only; faces between them are known from their tracks alone. */
interface Every {
  readonly every?: number | undefined;
}

/** What was found in a video. */
export interface WholeDetection {
  /** Lines of JSON, one a frame, each made when it is asked for. */
  readonly lines: Iterable<string>;
  readonly frames: number;
  readonly width: number;
  readonly height: number;
  /** Faces, each over all frames that it is in. */
  readonly tracks: number;
}

/**
 * Finds the faces in each frame of a video.
 *
 * @param name what lines and errors call it
 * @throws InputError that names the video where it cannot be looked at whole; the signal's reason where it is stopped
 */
export async function detectWhole(
  source: Source,
  name: string,
  { threshold = TRACK_DEFAULTS.threshold, every, ...search }: Search & Every,
  tools: VideoTools,
): Promise<WholeDetection> {
  const video = await openVideo(source, name, tools.file);
  try {
    tools.admit?.(video);
    const frames = await lookThrough(video, { ...search, threshold, every }, tools);
    const { width, height } = video;
    const found = linkTracks(frames, video, { threshold }).filter(({ hidden }) => hidden);
    const lines = function* () {
      for (const [frame, line] of frames.entries()) yield frameLine(name, { width, height }, frame, line, threshold);
    };
    return { lines: lines(), frames: frames.length, width, height, tracks: found.length };
  } finally {
    video.close();
  }
}

/** How a video is redacted: what of `RedactOptions` is about photos alone says nothing here. */
export type WholeRedactOptions = RedactOptions & Every & Pick<CoverOptions, 'quality'>;

/** Where the result goes, and how it is read again. */
export interface WholeResult {
  readonly sink: VideoSink;
  /** What was written, once all of it was. */
  readonly written: () => Promise<Source>;
}

/** What was made of a video. */
export interface WholeRedaction extends VideoOutcome {
  readonly width: number;
  readonly height: number;
  readonly container: Container;
  /** What is not as in the source, in words. */
  readonly warnings: readonly string[];
}

/**
 * Hides the faces of a video in all its passes: looks at each frame, writes the result, decodes it again and compares. Where
 * it throws, what was written is no result.
 *
 * @param name what errors call it
 * @throws InputError that names the video where it cannot be looked at or coded, or the result does not hide what it must; the
 * signal's reason where it is stopped
 */
export async function redactWhole(
  source: Source,
  name: string,
  options: WholeRedactOptions,
  { sink, written }: WholeResult,
  tools: VideoTools,
): Promise<WholeRedaction> {
  const { every, quality, ...rest } = options;
  const { threshold = REDACT_DEFAULTS.threshold, minFace, maxSide, nms, only } = rest;
  const video = await openVideo(source, name, tools.file);
  try {
    tools.admit?.(video);
    const lines = only ? [] : await lookThrough(video, { threshold, minFace, maxSide, nms, every }, tools);
    const { regions, tracks } = regionsOfVideo(video, lines, rest);
    const { signal, onProgress, codecs } = tools;
    const call = (pass: Pass) => ({
      ...coverOf({ ...rest, quality }),
      ...{ regions, signal, onProgress: (frame: number) => onProgress?.(pass, frame, video.frames) },
    });
    const { masks, warnings, coded } = await redactVideo(video, codecs, sink, call('write'));
    const result = await openVideo(await written(), `${name}: the result`);
    try {
      await checkVideo(video, result, coded, call('check'));
    } finally {
      result.close();
    }
    const { width, height, frames, container } = video;
    const seconds = lines.length > 0 ? lines.at(-1)!.time - lines[0]!.time : frames / video.frameRate;
    const exposure = exposureOf(video, every);
    return {
      ...{ width, height, container, frames, seconds, tracks, masks },
      warnings: [...warnings, ...(exposure === undefined ? [] : [exposure])],
    };
  } finally {
    video.close();
  }
}

/** What of the options says how a face is covered, without what is not said. */
function coverOf({ with: hiding, shape, scale, color, strength, quality }: WholeRedactOptions): CoverOptions {
  const given = Object.entries({ with: hiding, shape, scale, color, strength, quality });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The first pass: what is found in each frame, also what is less sure than `threshold`. */
async function lookThrough(
  video: Video,
  { threshold, every, ...search }: Search & Every,
  { codecs, detect, ahead, signal, onProgress }: VideoTools,
): Promise<FrameFaces[]> {
  const lines: FrameFaces[] = [];
  const memory = new FaceMemory();
  const low = lookThreshold(threshold);
  const call = {
    ...{ ahead, signal, ...(every !== undefined && { every }) },
    detect: (image: Image) => detect(image, { ...search, threshold: low }),
  };
  for await (const line of detectVideo(video, codecs, call)) {
    lines.push(memory.keep(line));
    onProgress?.('look', lines.length, video.frames);
  }
  return lines;
}
