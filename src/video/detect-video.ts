import { InputError } from '../errors/errors.js';
import type { Face } from '../geometry/face.js';
import type { Image } from '../image/image.js';
import type { VideoCodecs, VideoFrame } from '../platform/video-port.js';
import type { FrameFaces } from '../tracks/track.js';
import { decodedFrames } from './decoded-frames.js';
import { picturePackets } from './packets.js';
import { toImage } from './to-image.js';
import type { Video } from './video.js';
import { CameraWatch } from './watch-camera.js';

/** What was found in one frame, as a line of a file says it. */
export interface FrameLine extends FrameFaces {
  /** Number of the frame in the order in which they are shown, from 0. */
  readonly frame: number;
}

/** How a video is looked through. */
export interface DetectVideoCall {
  /** Finds the faces of an upright picture. */
  readonly detect: (image: Image, frame: number) => Promise<readonly Face[]>;
  /** Looks at every so many frames only, and at the last: faces between them are known from their tracks alone. */
  readonly every?: number;
  /**
   * Goes on after these frames, which an earlier run looked at. They are decoded again: from somewhere in between, pictures that lean on
   * those before (an open group of pictures) could not be.
   */
  readonly done?: { readonly frames: number; readonly lastTime: number } | undefined;
  /** Frames that are looked at at once. */
  readonly ahead?: number;
  /** Whether a picture's memory is another picture's once `detect` is through with it: `detect` must not keep it then. */
  readonly reuse?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The first pass: looks at the frames of a video, and gives a line for each in the order in which they are shown.
 *
 * @throws InputError that names the video where it cannot be decoded whole; the signal's reason where it is stopped
 */
export async function* detectVideo(
  video: Video,
  codecs: VideoCodecs,
  { detect, every = 1, done, ahead = 1, reuse = false, signal }: DetectVideoCall,
): AsyncGenerator<FrameLine> {
  const waiting: Promise<FrameLine>[] = [];
  let number = done?.frames ?? 0;
  const watch = new CameraWatch(video.orientation);
  // New memory costs more than filling it.
  const free: Uint8Array[] = [];
  try {
    for await (const frame of decodedFrames(video, codecs, picturePackets(video))) {
      try {
        signal?.throwIfAborted();
        // Of those that are done, the last says what the camera did from there.
        if (done && frame.timestamp < done.lastTime) continue;
        checkSize(video, frame);
        const camera = watch.next(frame);
        if (done && frame.timestamp <= done.lastTime) continue;
        waiting.push(look(frame, camera, number++));
      } finally {
        frame.close();
      }
      if (waiting.length >= ahead) yield await waiting.shift()!;
    }
    while (waiting.length > 0) yield await waiting.shift()!;
  } finally {
    await Promise.allSettled(waiting);
  }
  if (number !== video.frames && video.stream.codec !== 'vp8')
    throw new InputError(
      `${video.name}: has ${video.frames} pictures, of which ${number} were decoded. Check the file.`,
    );

  function look(frame: VideoFrame, camera: object, number: number): Promise<FrameLine> {
    const time = frame.timestamp;
    if (number % every !== 0 && number !== video.frames - 1)
      return Promise.resolve({ frame: number, time, ...camera, faces: [], skipped: true });
    const image = toImage(frame, video.orientation, free.pop());
    const line = Promise.resolve(detect(image, number)).then((faces) => {
      if (reuse) free.push(image.data);
      return { frame: number, time, ...camera, faces };
    });
    // Where an earlier one fails, nobody waits for this one.
    line.catch(() => {});
    return line;
  }
}

/** Boxes are for pictures of one size. */
export function checkSize({ name, stream }: Video, { width, height, timestamp }: VideoFrame): void {
  if (width === stream.width && height === stream.height) return;
  throw new InputError(
    `${name}: its picture at ${timestamp.toFixed(2)} s is ${width} × ${height} pixels, and the file says ${stream.width} × ${stream.height}. Convert it, as in ffmpeg -i IN -c:v libx264 -crf 14 OUT.mp4.`,
  );
}
