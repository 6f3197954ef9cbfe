import { BlobSource } from 'mediabunny';
import type { Detector } from '../detect/detector.js';
import type { Image } from '../image/image.js';
import { nameOf } from '../platform/browser/bytes.js';
import { webCodecs } from '../platform/browser/video/index.js';
import { openOutput } from '../platform/browser/video/output.js';
import { VerificationError } from '../redact/check-redaction.js';
import { linkTracks } from '../tracks/link-tracks.js';
import { lookThreshold, type TrackOptions } from '../tracks/options.js';
import { regionsByFrame } from '../tracks/regions.js';
import type { FrameFaces, Track } from '../tracks/track.js';
import { checkVideo } from '../video/check-video.js';
import { detectVideo as detectFrames } from '../video/detect-video.js';
import { openVideo } from '../video/open-video.js';
import type { CoverOptions } from '../video/options.js';
import { redactVideo as redactFrames } from '../video/redact-video.js';
import type { Video } from '../video/video.js';

/** What was found in a video. */
export interface VideoFaces {
  /** Size of the upright frames in pixels. */
  readonly width: number;
  readonly height: number;
  /** All that was found in each frame, in the order in which they are shown. */
  readonly frames: readonly FrameFaces[];
  /** Faces over time. What of them is hidden can be changed by hand: `{ ...track, hidden: false }`. */
  readonly tracks: readonly Track[];
}

/** One look through a video. */
export interface DetectVideoCall extends TrackOptions {
  /** What errors call it; by default the file's name. */
  readonly name?: string | undefined;
  /** Looks at every so many frames only: faces between them are known from their tracks alone. */
  readonly every?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after each frame with the share that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  /** Called with each upright picture that is looked at, before it is. */
  readonly onPicture?: ((picture: Image, frame: number) => Promise<void>) | undefined;
}

/**
 * Looks for faces in the frames of a video, with the browser's own decoder, and links them over time.
 *
 * @param file MP4, MOV, MKV or WebM; it is read piece by piece
 * @throws InputError that names the video where this browser cannot decode all of it; the signal's reason where it is stopped
 * @example
 * const file = document.querySelector('input')!.files![0]!;
 * const faces = await detectVideo(file, await createDetector(), { onProgress: (share) => console.log(share) });
 * const { file: hidden } = await redactVideo(file, faces);
 */
export async function detectVideo(
  file: Blob,
  detector: Detector,
  { name = nameOf(file, 'video'), every, signal, onProgress, onPicture, ...options }: DetectVideoCall = {},
): Promise<VideoFaces> {
  const video = await openVideo(new BlobSource(file), name, async () => file);
  try {
    const frames: FrameFaces[] = [];
    const low = lookThreshold(options.threshold);
    const detect = async (picture: Image, frame: number) => {
      await onPicture?.(picture, frame);
      const { faces } = await detector.detect(picture, { threshold: low, signal });
      return faces;
    };
    for await (const line of detectFrames(video, webCodecs, { detect, signal, ...(every && { every }) })) {
      frames.push(line);
      onProgress?.(Math.min(1, frames.length / video.frames));
    }
    const { width, height } = video;
    return { width, height, frames, tracks: linkTracks(frames, { width, height }, options) };
  } finally {
    video.close();
  }
}

/** How a video is written. */
export interface RedactVideoCall extends CoverOptions, Pick<TrackOptions, 'threshold' | 'padding'> {
  /** What errors call it; by default the file's name. */
  readonly name?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the share that is done, 0 to 1: one half is writing, the other checking what was written. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A video with its faces hidden. */
export interface VideoRedaction {
  /** On disk where the browser has room there for pages, else in memory. */
  readonly file: Blob;
  /** That of the source. */
  readonly container: Video['container'];
  /** What is not as in the source, in words. */
  readonly warnings: readonly string[];
}

/**
 * Hides the faces of a video: masks are painted into the decoded planes, pictures are coded again by the browser's own encoder,
 * the sound is copied bit for bit, and no metadata. The result is decoded again and compared before it comes back.
 *
 * @param faces what `detectVideo` found, or what was made of it by hand
 * @throws InputError that names the video where this browser cannot code it, or the result does not show what it must; the
 * signal's reason where it is stopped
 * @example
 * const file = document.querySelector('input')!.files![0]!;
 * const faces = await detectVideo(file, await createDetector());
 * const tracks = faces.tracks.map((track) => (track.id === 3 ? { ...track, hidden: false } : track));
 * const { file: hidden, container } = await redactVideo(file, { ...faces, tracks }, { with: 'mosaic' });
 * console.log(URL.createObjectURL(hidden), container);
 */
export async function redactVideo(
  file: Blob,
  faces: Pick<VideoFaces, 'frames' | 'tracks'>,
  call: RedactVideoCall = {},
): Promise<VideoRedaction> {
  try {
    return await writeAndCheck(file, faces, call);
  } catch (error) {
    // Colours that run into the masks of tiny faces are those of a rate too low: browsers' encoders have no constant quality.
    if (!(error instanceof VerificationError) || call.quality !== undefined) throw error;
    return await writeAndCheck(file, faces, { ...call, quality: FINEST });
  }
}

const FINEST = 100;

/** Share of the work after which only the file is read again. */
const WRITTEN = 0.97;

async function writeAndCheck(
  file: Blob,
  { frames, tracks }: Pick<VideoFaces, 'frames' | 'tracks'>,
  { name = nameOf(file, 'video'), signal, onProgress, threshold, padding, ...cover }: RedactVideoCall,
): Promise<VideoRedaction> {
  const video = await openVideo(new BlobSource(file), name, async () => file);
  const output = await openOutput();
  try {
    const { width, height, container } = video;
    const options = { ...(threshold !== undefined && { threshold }), ...(padding !== undefined && { padding }) };
    const hidden = regionsByFrame(frames, tracks, { width, height }, options);
    const share = (from: number, to: number) => (done: number) =>
      onProgress?.(Math.min(1, from + ((to - from) * done) / video.frames));
    const regions = (frame: number) => hidden[frame] ?? [];
    const call = { ...cover, regions, signal, onProgress: share(0, WRITTEN) };
    const { warnings, coded } = await redactFrames(video, webCodecs, output, call);
    const result = await output.finish();
    const written = await openVideo(new BlobSource(result), name, async () => result);
    try {
      await checkVideo(video, written, coded, { signal, onProgress: share(WRITTEN, 1) });
    } finally {
      written.close();
    }
    return { file: result, container, warnings };
  } catch (error) {
    await output.discard();
    throw error;
  } finally {
    video.close();
  }
}
