import { InputError } from '../errors/errors.js';
import type { VideoCodecs, VideoFrame, VideoPacket } from '../platform/video-port.js';
import { readAhead } from './read-ahead.js';
import type { Video } from './video.js';

/** Pictures that are decoded while one is worked on. */
const AHEAD = 2;

/**
 * The decoded pictures of a video, one after the other. Where times run back, nobody knows when a picture is shown, and so which
 * mask belongs to it: remuxed from AVI, pictures that are coded out of turn have such times.
 *
 * @throws InputError that names the video where it cannot be decoded, or where times run back
 */
export async function* decodedFrames(
  { stream, name }: Video,
  codecs: VideoCodecs,
  packets: AsyncIterable<VideoPacket>,
): AsyncGenerator<VideoFrame> {
  let last = Number.NEGATIVE_INFINITY;
  for await (const frame of readAhead(codecs.decode(stream, packets, name), AHEAD)) {
    const { timestamp } = frame;
    if (timestamp < last) {
      frame.close();
      throw new InputError(
        `${name}: shows a picture at ${timestamp.toFixed(3)} s after the one at ${last.toFixed(3)} s: its times are wrong. Convert the video that it was made of, as in ffmpeg -i IN -c:v libx264 -crf 14 OUT.mp4.`,
      );
    }
    last = timestamp;
    yield frame;
  }
}
