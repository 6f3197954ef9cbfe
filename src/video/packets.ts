import { type EncodedPacket, EncodedPacketSink, type InputTrack } from 'mediabunny';
import { InputError, messageOf } from '../errors/errors.js';
import type { VideoPacket } from '../platform/video-port.js';
import type { Video } from './video.js';

/**
 * The packets of a video's pictures, in the order of decoding.
 *
 * @throws InputError that names the video where a packet cannot be read
 */
export async function* picturePackets(video: Video): AsyncGenerator<VideoPacket> {
  for await (const { data, type, timestamp, duration } of packetsOf(video.track, video.name, {
    count: video.frames,
  }))
    yield { data, key: type === 'key', timestamp, duration };
}

/**
 * When each frame of a video is shown, in seconds, in this order. Nothing is decoded.
 *
 * @throws InputError that names the video where a packet cannot be read
 */
export async function frameTimes({ track, name }: Video): Promise<number[]> {
  const times: number[] = [];
  try {
    const all = new EncodedPacketSink(track).packets(undefined, undefined, { metadataOnly: true });
    for await (const { timestamp } of all) times.push(timestamp);
  } catch (error) {
    throw unreadable(error, name);
  }
  return times.sort((a, b) => a - b);
}

/**
 * The packets of any track.
 *
 * @param options.count how many there are: a file that is cut short has fewer
 */
export async function* packetsOf(
  track: InputTrack,
  name: string,
  { count }: { readonly count?: number } = {},
): AsyncGenerator<EncodedPacket> {
  let read = 0;
  try {
    const sink = new EncodedPacketSink(track);
    for await (const packet of sink.packets()) {
      if (packet.data.length === 0) throw new Error('a packet is empty');
      read += 1;
      yield packet;
    }
    if (count !== undefined && read !== count) throw new Error(`${read} of its ${count} packets are there`);
  } catch (error) {
    throw unreadable(error, name);
  }
}

/** What is wrong with a video whose packets cannot be read. */
function unreadable(error: unknown, name: string): InputError {
  if (error instanceof InputError) return error;
  const why = messageOf(error).replace(/\.$/, '');
  if (/encrypted/i.test(why)) {
    return new InputError(
      `${name}: is encrypted (DRM), so that nothing can be looked at. Give a file without protection.`,
    );
  }
  return new InputError(`${name}: is cut short or damaged (${why}). Give the whole file, or mend it with ffmpeg.`);
}
