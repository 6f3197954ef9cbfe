import { openAsBlob } from 'node:fs';
import { FilePathSource } from 'mediabunny';
import type { PhotoInput } from '../../batch/inputs.js';
import type { Detector } from '../../detect/detector.js';
import type { DetectOptions } from '../../detect/options.js';
import { trackLine, tracksHead } from '../../formats/tracks-lines.js';
import { frameLine } from '../../formats/video-lines.js';
import { videoCodecs } from '../../platform/node/video/index.js';
import type { CodecSource } from '../../platform/node/video/sources.js';
import { linkTracks } from '../../tracks/link-tracks.js';
import { lookThreshold, TRACK_DEFAULTS } from '../../tracks/options.js';
import { detectVideo, type FrameLine } from '../../video/detect-video.js';
import { openVideo } from '../../video/open-video.js';
import { count } from './results.js';

/** How videos are looked at. */
export interface VideoFlags {
  readonly every?: number;
  readonly codec?: CodecSource;
  readonly tracks?: true;
}

/** What was found in a video. */
export interface VideoDetection {
  /** Lines of JSON: one a frame, or with --tracks those of a file of tracks: one of the video, then one a track. */
  readonly lines: readonly string[];
  /** For a person. */
  readonly text: string;
  /** Faces, each over all frames that it is in. */
  readonly tracks: number;
}

/**
 * Finds the faces in each frame of a video, and links them.
 *
 * @throws InputError that names the video where it cannot be looked at whole
 */
export async function lookThrough(
  { name, path }: PhotoInput,
  detector: Detector,
  { threshold = TRACK_DEFAULTS.threshold, ...settings }: DetectOptions,
  { every = 1, codec, tracks: asTracks }: VideoFlags,
  { signal, part }: { readonly signal: AbortSignal; readonly part: (share: number) => void },
): Promise<VideoDetection> {
  const codecs = await videoCodecs(codec);
  const video = await openVideo(new FilePathSource(path), name, () => openAsBlob(path));
  try {
    const frames: FrameLine[] = [];
    const low = lookThreshold(threshold);
    const call = {
      ...{ every, signal, ahead: detector.photos + 1 },
      detect: async (image: Parameters<Detector['detect']>[0]) =>
        (await detector.detect(image, { ...settings, threshold: low, signal, name })).faces,
    };
    for await (const line of detectVideo(video, codecs, call)) {
      frames.push(line);
      part(frames.length / video.frames);
    }
    const { width, height } = video;
    const found = linkTracks(frames, video, { threshold }).filter(({ hidden }) => hidden);
    // What `redact --tracks` reads.
    const lines = asTracks
      ? [tracksHead({ video: name, width, height, frames: frames.length }), ...found.map(trackLine)]
      : frames.map((line) => frameLine(name, video, line.frame, line, threshold));
    const text = `${name}  ${width} × ${height}  ${count(found.length, 'face')} in ${count(frames.length, 'frame')}`;
    return { lines, text, tracks: found.length };
  } finally {
    video.close();
  }
}
