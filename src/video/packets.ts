import { type EncodedPacket, EncodedPacketSink, type InputTrack } from 'mediabunny';
import { InputError, messageOf } from '../errors/errors.js';
import type { VideoPacket } from '../platform/video-port.js';
import type { Video } from './video.js';

/**
 * The packets of a video's pictures, in the order of decoding.
 *
 * @param after seconds: packets that are needed for pictures shown after then; all by default
 * @throws InputError that names the video where a packet cannot be read
 */
export async function* picturePackets(video: Video, after?: number): AsyncGenerator<VideoPacket> {
  for await (const { data, type, timestamp, duration } of packetsOf(video.track, video.name, {
    after,
    count: video.frames,
  }))
    yield { data, key: type === 'key', timestamp, duration };
}

/**
 * The packets of any track.
 *
 * @param options.count how many there are, where all are read: a file that is cut short has fewer
 */
export async function* packetsOf(
  track: InputTrack,
  name: string,
  { after, count }: { readonly after?: number | undefined; readonly count?: number } = {},
): AsyncGenerator<EncodedPacket> {
  let read = 0;
  try {
    const sink = new EncodedPacketSink(track);
    const start = after === undefined ? undefined : ((await sink.getKeyPacket(after)) ?? undefined);
    for await (const packet of sink.packets(start)) {
      if (packet.data.length === 0) throw new Error('a packet is empty');
      read += 1;
      yield packet;
    }
    if (start === undefined && count !== undefined && read !== count)
      throw new Error(`${read} of its ${count} packets are there`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const why = messageOf(error).replace(/\.$/, '');
    if (/encrypted/i.test(why)) {
      throw new InputError(
        `${name}: is encrypted (DRM), so that nothing can be looked at. Give a file without protection.`,
      );
    }
    throw new InputError(`${name}: is cut short or damaged (${why}). Give the whole file, or mend it with ffmpeg.`);
  }
}
