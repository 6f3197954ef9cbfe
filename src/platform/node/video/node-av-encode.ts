import type { CodecContext, Frame } from 'node-av';
import { planeSizes } from '../../../image/pixel-format.js';
import type { EncodedPicture, EncoderSettings, VideoFrame, VideoStream } from '../../../platform/video-port.js';
import { pointsOf } from './color-points.js';
import { ENCODERS, encoderOptions } from './encoder-options.js';
import { lengthPrefixed } from './length-prefixed.js';
import type { NodeAv } from './node-av.js';
import { planesOf, reason } from './node-av-decode.js';
import { FFMPEG_FORMATS } from './pixel-formats.js';
import { notCoded } from './refusals.js';

/** Why pictures cannot be coded so; undefined where they can. */
export async function refusal(av: NodeAv, settings: EncoderSettings): Promise<string | undefined> {
  const opened = await open(av, settings);
  if (typeof opened === 'string') return opened;
  opened.context.freeContext();
  return undefined;
}

/** See `VideoCodecs.encode`. */
export async function* encode(
  av: NodeAv,
  settings: EncoderSettings,
  frames: AsyncIterable<VideoFrame>,
  name: string,
): AsyncGenerator<EncodedPicture> {
  const opened = await open(av, settings);
  if (typeof opened === 'string') throw notCoded(name, opened);
  const { context } = opened;
  const stream = streamOf(av, context, settings);
  const packet = new av.Packet();
  packet.alloc();
  const times = new Map<bigint, number>();
  let number = 0n;
  try {
    for await (const frame of frames) {
      const own = ownFrame(av, frame, settings);
      own.pts = number;
      own.pictType = av.AV_PICTURE_TYPE_NONE;
      times.set(number++, frame.timestamp);
      const sent = await context.sendFrame(own);
      if (own !== innerOf(frame)) own.free();
      frame.close();
      if (sent < 0) throw notCoded(name, reason(av, sent));
      yield* receive();
    }
    const ended = await context.sendFrame(null);
    if (ended < 0) throw notCoded(name, reason(av, ended));
    yield* receive();
    if (times.size > 0) throw notCoded(name, `${times.size} pictures did not come out of the encoder`);
  } finally {
    packet.free();
    context.freeContext();
  }

  async function* receive(): AsyncGenerator<EncodedPicture> {
    for (;;) {
      const received = await context.receivePacket(packet);
      if (received === av.AVERROR_EAGAIN || received === av.AVERROR_EOF) return;
      if (received < 0) throw notCoded(name, reason(av, received));
      const timestamp = times.get(packet.pts);
      if (timestamp === undefined) throw notCoded(name, 'a packet belongs to no picture');
      times.delete(packet.pts);
      const coded = packet.data!;
      const data = stream.description && settings.codec !== 'av1' ? lengthPrefixed(coded) : Uint8Array.from(coded);
      yield { data, key: packet.isKeyframe, timestamp, duration: 0, stream };
      packet.unref();
    }
  }
}

async function open(av: NodeAv, settings: EncoderSettings): Promise<{ context: CodecContext } | string> {
  const { codec, format, width, height, pixelAspect, frameRate } = settings;
  let why = `no encoder for ${codec}`;
  for (const encoder of ENCODERS[codec]) {
    const found = av.Codec.findEncoderByName(encoder as Parameters<typeof av.Codec.findEncoderByName>[0]);
    if (!found) continue;
    const context = new av.CodecContext();
    context.allocContext3(found);
    context.width = width;
    context.height = height;
    context.pixelFormat = av.avGetPixFmtFromName(FFMPEG_FORMATS[format]);
    const rate = rational(av, frameRate);
    context.timeBase = new av.Rational(rate.den, rate.num);
    context.framerate = rate;
    context.sampleAspectRatio = new av.Rational(pixelAspect.num, pixelAspect.den);
    context.setFlags(av.AV_CODEC_FLAG_GLOBAL_HEADER);
    const { flags, ...options } = encoderOptions(encoder, settings);
    if (flags) context.setFlags(av.AV_CODEC_FLAG_INTERLACED_DCT, av.AV_CODEC_FLAG_INTERLACED_ME);
    const dictionary = av.Dictionary.fromObject(options);
    const opened = await context.open2(found, dictionary);
    dictionary.free();
    if (opened >= 0) return { context };
    why = `${encoder} cannot code ${width} × ${height} pixels as ${FFMPEG_FORMATS[format]} (${reason(av, opened)})`;
    context.freeContext();
  }
  return why;
}

function rational(av: NodeAv, rate: number) {
  return new av.Rational(Math.max(1, Math.round(rate * 1000)), 1000);
}

function streamOf(av: NodeAv, context: CodecContext, settings: EncoderSettings): VideoStream {
  const { codec, width, height, color } = settings;
  const parameters = new av.CodecParameters();
  parameters.alloc();
  parameters.fromContext(context);
  const description = parameters.getDecoderConfigurationRecord();
  const coded = parameters.getCodecString();
  parameters.free();
  const known = description && (codec === 'avc' || codec === 'hevc');
  return {
    ...{ codec, width, height, color, parameters: coded ?? codec },
    ...(known && { description: Uint8Array.from(description) }),
  };
}

function innerOf(frame: VideoFrame): Frame | undefined {
  return 'inner' in frame ? (frame.inner as Frame) : undefined;
}

/** The frame in node-av's memory: its own, or a copy of planes from elsewhere. */
function ownFrame(av: NodeAv, frame: VideoFrame, settings: EncoderSettings): Frame {
  const inner = innerOf(frame);
  const own = inner ?? copied(av, frame);
  const { primaries, transfer, matrix } = pointsOf(settings.color);
  own.colorPrimaries = primaries as Frame['colorPrimaries'];
  own.colorTrc = transfer as Frame['colorTrc'];
  own.colorSpace = matrix as Frame['colorSpace'];
  own.format = av.avGetPixFmtFromName(FFMPEG_FORMATS[frame.format]);
  if (settings.color.fullRange !== undefined)
    own.colorRange = settings.color.fullRange ? av.AVCOL_RANGE_JPEG : av.AVCOL_RANGE_MPEG;
  return own;
}

function copied(av: NodeAv, frame: VideoFrame): Frame {
  const own = new av.Frame();
  own.alloc();
  own.width = frame.width;
  own.height = frame.height;
  own.format = av.avGetPixFmtFromName(FFMPEG_FORMATS[frame.format]);
  own.getBuffer();
  const planes = planesOf(own, frame.format);
  for (const [index, { width, height }] of planeSizes(frame.format, frame.width, frame.height).entries()) {
    const [from, to] = [frame.planes[index]!, planes[index]!];
    for (let row = 0; row < height; row++)
      to.data.set(from.data.subarray(row * from.stride, row * from.stride + width), row * to.stride);
  }
  return own;
}
