import type { Image } from '../image/image.js';
import type { VideoCodecs } from '../platform/video-port.js';
import { picturePackets } from './packets.js';
import { toImage } from './to-image.js';
import type { Video } from './video.js';

/**
 * The upright pictures of some frames of a video, in the order in which they are shown.
 *
 * @param wanted numbers of frames, from 0
 */
export async function* framePictures(
  video: Video,
  codecs: VideoCodecs,
  wanted: ReadonlySet<number>,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly frame: number; readonly image: Image }> {
  let number = 0;
  for await (const frame of codecs.decode(video.stream, picturePackets(video), video.name)) {
    let image: Image | undefined;
    const own = number++;
    try {
      signal?.throwIfAborted();
      if (wanted.has(own)) image = toImage(frame, video.orientation);
    } finally {
      frame.close();
    }
    if (image) yield { frame: own, image };
  }
}
