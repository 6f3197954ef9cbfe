import { InputError } from '../errors/errors.js';
import type { Box } from '../geometry/box.js';
import type { VideoCodecs, VideoFrame } from '../platform/video-port.js';
import { rgbOf } from '../redact/color.js';
import { AudioCopy } from './audio-copy.js';
import { CodedPackets } from './coded-packets.js';
import { type Correction, outputFormat } from './containers.js';
import { decodedFrames } from './decoded-frames.js';
import { checkSize } from './detect-video.js';
import { encoderSettings } from './encoder-settings.js';
import { ExpectedFrames } from './expected-frames.js';
import { failing } from './failing.js';
import { Loopback } from './loopback.js';
import { type CoverOptions, coverSettings } from './options.js';
import { picturePackets } from './packets.js';
import { type PaintSettings, paint, placeMasks } from './paint.js';
import type { Video } from './video.js';
import { type Subtitles, type VideoSink, VideoWriter } from './write-video.js';

/** One call of `redactVideo`. */
export interface RedactVideoCall extends CoverOptions {
  /** The faces of a frame, in pixels of the upright picture; asked for once for each frame, in order. */
  readonly regions: (frame: number) => readonly Box[];
  /** Subtitles that are kept. */
  readonly subtitles?: readonly Subtitles[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the number of frames that are written. */
  readonly onProgress?: ((frames: number) => void) | undefined;
}

/** What was written. */
export interface WrittenVideo {
  readonly frames: number;
  /** In all frames together. */
  readonly masks: number;
  /** What is not as in the source, in words. */
  readonly warnings: readonly string[];
  /** What the file must hold, for `checkVideo`. */
  readonly coded: CodedPackets;
}

/**
 * The second pass: hides faces in the planes of each frame, codes them again, and copies the sound as it is. Nothing else of
 * the source is written: no metadata, no chapters, no pictures besides, no subtitles but those that are given. Each coded frame
 * is decoded again beside the coding, and compared with what was painted; `checkVideo` looks whether the file holds just that.
 *
 * @throws InputError that names the video where it cannot be decoded or coded; VerificationError where a coded frame does not show what
 * it must; the signal's reason where it is stopped
 */
export async function redactVideo(
  video: Video,
  codecs: VideoCodecs,
  sink: VideoSink,
  { regions, subtitles, signal, onProgress, ...options }: RedactVideoCall,
): Promise<WrittenVideo> {
  const cover = paintSettings(options);
  const durations = new Map<number, number>();
  const expected = new ExpectedFrames(cover, failing(video));
  const coded = new CodedPackets();
  let loopback: Loopback | undefined;
  let masks = 0;
  const counted = (frame: number) => {
    const boxes = regions(frame);
    masks += boxes.length;
    return boxes;
  };
  const painted = paintedFrames(video, codecs, counted, cover, { signal, durations, expected });
  const first = await painted.next();
  if (first.done) throw new InputError(`${video.name}: has no pictures. Check the file.`);
  const { settings, warnings } = await encoderSettings(video, first.value, codecs, options.quality);
  const isMovie = video.container === 'mp4' || video.container === 'mov';
  const corrections: Correction[] = [];
  let writer: VideoWriter | undefined;
  try {
    writer = await VideoWriter.open(sink, {
      ...{ format: outputFormat(video.container, corrections), corrections, codec: settings.codec, chunk: 2 ** 22 },
      track: {
        transformationMatrix: await video.track.getTransformationMatrix(),
        // Times are whole numbers of this; Matroska's are thousandths of a second whatever is said.
        ...(isMovie && { frameRate: video.timeScale }),
        maximumPacketCount: video.frames,
      },
      pixelAspect: video.pixelAspect,
      sound: await Promise.all(video.audio.map((track) => AudioCopy.open(track, video.name))),
      subtitles,
    });
    for await (const picture of codecs.encode(settings, chained(first.value, painted), video.name)) {
      signal?.throwIfAborted();
      loopback ??= new Loopback(`${video.name}: the result`, codecs, picture, (frame) => expected.check(frame));
      await loopback.add(picture);
      coded.add(picture);
      const duration = durations.get(picture.timestamp) ?? 0;
      durations.delete(picture.timestamp);
      await writer.add(picture, duration);
      onProgress?.(writer.written);
    }
    await loopback?.end();
    expected.end();
    await writer.finish();
  } catch (error) {
    await loopback?.cancel();
    await writer?.cancel();
    throw error;
  } finally {
    await painted.return(undefined);
  }
  return { frames: writer.written, masks, warnings, coded };
}

/** What `paint` needs of the options. */
export function paintSettings(options: CoverOptions): PaintSettings {
  const settings = coverSettings(options);
  const [red, green, blue] = rgbOf(settings.color) as [number, number, number];
  return { ...settings, rgb: [red, green, blue] };
}

/** What `paintedFrames` is told, and tells. */
interface PaintCall {
  readonly signal?: AbortSignal | undefined;
  /** Gets how long each frame is shown, by its time. */
  readonly durations?: Map<number, number>;
  /** Gets what each frame shows once it is painted. */
  readonly expected?: ExpectedFrames;
}

/** The frames of a video as they are to be seen. */
export async function* paintedFrames(
  video: Video,
  codecs: VideoCodecs,
  regions: (frame: number) => readonly Box[],
  settings: PaintSettings,
  { signal, durations, expected }: PaintCall = {},
): AsyncGenerator<VideoFrame> {
  let number = 0;
  for await (const frame of decodedFrames(video, codecs, noted(video, durations))) {
    try {
      signal?.throwIfAborted();
      checkSize(video, frame);
      const masks = placeMasks(regions(number), frame, video.orientation, settings);
      paint(frame, masks, settings);
      expected?.add(frame, masks);
    } catch (error) {
      frame.close();
      throw error;
    }
    number += 1;
    yield frame;
  }
}

async function* noted(video: Video, durations: Map<number, number> | undefined) {
  for await (const packet of picturePackets(video)) {
    durations?.set(packet.timestamp, packet.duration);
    yield packet;
  }
}

async function* chained(first: VideoFrame, rest: AsyncGenerator<VideoFrame>): AsyncGenerator<VideoFrame> {
  yield first;
  yield* rest;
}
