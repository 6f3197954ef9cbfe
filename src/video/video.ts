import type { Input, InputAudioTrack, InputVideoTrack } from 'mediabunny';
import type { VideoStream } from '../platform/video-port.js';
import type { Orientation } from './orientation.js';

/** Containers that are read and written. */
export const CONTAINERS = ['mp4', 'mov', 'mkv', 'webm'] as const;
export type Container = (typeof CONTAINERS)[number];

/** Their media types. */
export const MEDIA_TYPES: Readonly<Record<Container, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
};

/** More pixels than 8K's 7,680 × 4,320 are not decoded: several pictures are in memory at once. */
export const MAX_VIDEO_PIXELS = 7680 * 4320;

/** What is done with a video, one after the other. */
export const PASSES = ['look', 'write', 'check'] as const;
export type Pass = (typeof PASSES)[number];

/** A video file whose head was read. */
export interface Video {
  /** What errors call it. */
  readonly name: string;
  readonly container: Container;
  readonly input: Input;
  /** The pictures that are looked at and written. */
  readonly track: InputVideoTrack;
  readonly stream: VideoStream;
  readonly orientation: Orientation;
  /** Size of the upright picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** Width of a decoded picture's pixel over its height. */
  readonly pixelAspect: { readonly num: number; readonly den: number };
  /** Of a second, so many are told apart: what the file's times are whole numbers of. */
  readonly timeScale: number;
  /** Pictures, and how many a second and bits a second they are on average. */
  readonly frames: number;
  readonly frameRate: number;
  readonly bitrate: number;
  /** Sound, which is copied. */
  readonly audio: readonly InputAudioTrack[];
  /** What the file has besides and a result will not, as in "2 more tracks of pictures". */
  readonly leftOut: readonly string[];
  /** Lets the file go. */
  close(): void;
}
