import { InputError, messageOf } from '../../../errors/errors.js';
import { isShown } from '../../shown.js';
import type { VideoFrame as PlanarFrame, VideoPacket, VideoStream } from '../../video-port.js';
import { pipe } from './pipe.js';
import { planarFrame } from './planes.js';
import { damaged, nameOfCodec, notHere } from './refusals.js';

/** See `VideoCodecs.decode`. */
export async function* decode(
  stream: VideoStream,
  packets: AsyncIterable<VideoPacket>,
  name: string,
): AsyncGenerator<PlanarFrame> {
  const config = configOf(stream);
  if (!(await isDecoded(config))) throw notHere(name, `this browser has no decoder for ${nameOfCodec(stream.codec)}`);
  // Browsers count whole microseconds; the packets' own times come back exactly.
  const times = new Map<number, number>();
  let [shown, given] = [0, 0];
  const frames = pipe<VideoPacket, VideoFrame>(
    packets,
    (output, error) => {
      const decoder = new VideoDecoder({ output, error });
      decoder.configure(config);
      return decoder;
    },
    (decoder, { data, key, timestamp, duration }) => {
      if (isShown(stream.codec, data)) shown += 1;
      const microseconds = freeAt(times, timestamp);
      times.set(microseconds, timestamp);
      const chunk = {
        type: key ? 'key' : 'delta',
        timestamp: microseconds,
        duration: Math.round(duration * 1e6),
        data,
      } as const;
      (decoder as VideoDecoder).decode(new EncodedVideoChunk(chunk));
    },
    (decoder) => (decoder as VideoDecoder).decodeQueueSize,
    (frame) => frame.close(),
  );
  try {
    for await (const frame of frames) {
      const timestamp = times.get(frame.timestamp);
      times.delete(frame.timestamp);
      if (timestamp === undefined) {
        frame.close();
        throw damaged(name, 'a picture belongs to no packet');
      }
      given += 1;
      yield await planarFrame(frame, timestamp, stream, name);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw damaged(name, `a picture cannot be decoded (${messageOf(error).replace(/\.$/, '')})`);
  }
  if (given !== shown) throw damaged(name, `${shown - given} of its ${shown} pictures cannot be decoded`);
}

/** Microseconds that no other picture has. */
function freeAt(times: ReadonlyMap<number, number>, seconds: number): number {
  let microseconds = Math.round(seconds * 1e6);
  while (times.has(microseconds)) microseconds += 1;
  return microseconds;
}

function configOf({ codec, parameters, description, width, height }: VideoStream): VideoDecoderConfig {
  // VP9's and AV1's heads say nothing that packets do not.
  const head = codec === 'avc' || codec === 'hevc' ? description : undefined;
  return {
    ...{ codec: parameters, codedWidth: width, codedHeight: height },
    ...(head && { description: Uint8Array.from(head) }),
  };
}

async function isDecoded(config: VideoDecoderConfig): Promise<boolean> {
  if (typeof VideoDecoder === 'undefined') return false;
  const { supported } = await VideoDecoder.isConfigSupported(config).catch(() => ({ supported: false }));
  return supported === true;
}
