import { InputError, messageOf } from '../../../errors/errors.js';
import type { EncodedPicture, EncoderSettings, VideoFrame as PlanarFrame, VideoStream } from '../../video-port.js';
import { encoderChoice } from './encoder-config.js';
import { pipe } from './pipe.js';
import { browserFrame } from './planes.js';
import { notHere } from './refusals.js';

interface Coded {
  readonly chunk: EncodedVideoChunk;
  readonly metadata: EncodedVideoChunkMetadata | undefined;
}

/** See `VideoCodecs.encode`. */
export async function* encode(
  settings: EncoderSettings,
  frames: AsyncIterable<PlanarFrame>,
  name: string,
): AsyncGenerator<EncodedPicture> {
  const choice = await encoderChoice(settings);
  if (typeof choice === 'string') throw notHere(name, choice);
  const times = new Map<number, number>();
  let number = 0;
  const coded = pipe<PlanarFrame, Coded>(
    frames,
    (give, fail) => {
      const encoder = new VideoEncoder({ output: (chunk, metadata) => give({ chunk, metadata }), error: fail });
      encoder.configure(choice.config);
      return encoder;
    },
    (encoder, frame) => {
      // Whole microseconds in the order of the frames, which no two have in common.
      let at = Math.round(frame.timestamp * 1e6);
      while (times.has(at)) at += 1;
      times.set(at, frame.timestamp);
      const own = browserFrame(frame, at);
      frame.close();
      (encoder as VideoEncoder).encode(own, optionsOf(settings, choice.quantizer, number++));
      own.close();
    },
    (encoder) => (encoder as VideoEncoder).encodeQueueSize,
    () => {},
  );
  let stream: VideoStream | undefined;
  try {
    for await (const { chunk, metadata } of coded) {
      if (metadata?.decoderConfig) stream = streamOf(metadata.decoderConfig, settings);
      const timestamp = times.get(chunk.timestamp);
      if (!stream || timestamp === undefined)
        throw notHere(name, 'this browser’s encoder gave a packet that belongs to no picture');
      times.delete(chunk.timestamp);
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      yield { data, key: chunk.type === 'key', timestamp, duration: 0, stream };
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw notHere(name, `this browser’s encoder failed (${messageOf(error).replace(/\.$/, '')})`);
  }
  if (times.size > 0) throw notHere(name, `${times.size} pictures did not come out of this browser’s encoder`);
}

/** What TypeScript's own types do not know yet. Source: the registrations of VP9 and AV1 for WebCodecs. */
interface QuantizedOptions extends VideoEncoderEncodeOptions {
  readonly vp9?: { readonly quantizer: number };
  readonly av1?: { readonly quantizer: number };
}

function optionsOf(
  { codec, keyEvery }: EncoderSettings,
  quantizer: number | undefined,
  number: number,
): QuantizedOptions {
  const keyFrame = number % Math.max(1, keyEvery) === 0;
  if (quantizer === undefined) return { keyFrame };
  return codec === 'vp9' ? { keyFrame, vp9: { quantizer } } : { keyFrame, av1: { quantizer } };
}

function streamOf(config: VideoDecoderConfig, { codec, width, height, color }: EncoderSettings): VideoStream {
  const { description } = config;
  return {
    ...{ codec, width, height, color, parameters: config.codec },
    ...(description && { description: bytesOf(description) }),
  };
}

function bytesOf(data: AllowSharedBufferSource): Uint8Array {
  if (!ArrayBuffer.isView(data)) return Uint8Array.from(new Uint8Array(data));
  return Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}
