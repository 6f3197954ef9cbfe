import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import type { CodecSource } from '../../platform/node/video/index.js';
import type { VideoFiles } from '../../spool/video-files.js';
import type { Container, Pass } from '../../video/video.js';
import type { Search, WholeRedactOptions } from '../../video/whole-video.js';

/** What is done with a video. */
export type VideoWork =
  | { readonly kind: 'detect'; readonly options: Search & { readonly every?: number | undefined } }
  | { readonly kind: 'redact'; readonly options: WholeRedactOptions };

/** How large a video may be. */
export interface VideoLimits {
  /** Of one frame. */
  readonly maxPixels: number;
  readonly maxFrames: number;
}

/** A video and its result, the redacted video or the lines of JSON of `detect`: both are files of the spool. */
export interface VideoTask extends VideoFiles {
  readonly work: VideoWork;
  readonly codec: CodecSource | undefined;
  /** Frames that are looked at at once. */
  readonly ahead: number;
  readonly limits: VideoLimits;
}

/** How far a video is. */
export interface VideoProgress {
  readonly pass: Pass;
  /** Frames that the pass is through with, and has. */
  readonly frame: number;
  readonly frames: number;
}

/** What became of it. */
export interface VideoDone {
  /** Of `redact`, the line of JSON; those of `detect` are in their file. */
  readonly line: string | undefined;
  readonly container: Container | undefined;
  readonly faces: number;
  readonly warnings: readonly string[];
}

/** To the process that has a video. */
export type Asked =
  | { readonly kind: 'codecs'; readonly codec: CodecSource | undefined }
  | { readonly kind: 'begin'; readonly task: VideoTask }
  | { readonly kind: 'faces'; readonly id: number; readonly faces: readonly Face[] }
  | { readonly kind: 'unseen'; readonly id: number; readonly message: string }
  | { readonly kind: 'stop' };

/** From it. */
export type Told =
  | { readonly kind: 'codecs'; readonly name: string }
  | { readonly kind: 'look'; readonly id: number; readonly image: Image; readonly search: Search }
  | ({ readonly kind: 'progress' } & VideoProgress)
  | { readonly kind: 'done'; readonly done: VideoDone }
  /** `known`: what is wrong with the video, in words for whoever sent it. */
  | { readonly kind: 'failed'; readonly message: string; readonly known: boolean };
