import { cpus } from 'node:os';
import type { CodecContext, Frame, Packet } from 'node-av';
import { InputError } from '../../../errors/errors.js';
import { PIXEL_FORMATS, type PixelFormat, planeSizes } from '../../../image/pixel-format.js';
import {
  isLarge,
  type Plane,
  type Scan,
  type VideoColor,
  type VideoFrame,
  type VideoPacket,
  type VideoStream,
} from '../../../platform/video-port.js';
import { isShown } from '../../shown.js';
import { colorNamed } from './color-points.js';
import type { NodeAv } from './node-av.js';
import { formatNamed } from './pixel-formats.js';
import { damaged, unknownFormat } from './refusals.js';

/** Damage is told, not concealed: of HEVC, pictures that were made up for lost ones have no mark. */
const STRICT = { err_detect: 'explode' };

/** A picture in node-av's own memory, which its encoder takes without a copy. */
export interface NodeAvFrame extends VideoFrame {
  readonly inner: Frame;
}

/** See `VideoCodecs.decode`. */
export async function* decode(
  av: NodeAv,
  stream: VideoStream,
  packets: AsyncIterable<VideoPacket>,
  name: string,
): AsyncGenerator<NodeAvFrame> {
  const context = await open(av, stream, name);
  const packet = new av.Packet();
  packet.alloc();
  const times = new Map<bigint, number>();
  let [number, shown, given] = [0n, 0, 0];
  try {
    for await (const one of packets) {
      times.set(number, one.timestamp);
      if (isShown(stream.codec, one.data)) shown += 1;
      fill(packet, one, number++);
      yield* feed(packet);
    }
    yield* feed(null);
    if (given !== shown) throw damaged(name, `${shown - given} of its ${shown} pictures cannot be decoded`);
  } finally {
    packet.free();
    context.freeContext();
  }

  async function* feed(packet: Packet | null): AsyncGenerator<NodeAvFrame> {
    for (;;) {
      const sent = await context.sendPacket(packet);
      if (sent < 0 && sent !== av.AVERROR_EAGAIN) throw damaged(name, reason(av, sent));
      for (;;) {
        const frame = new av.Frame();
        frame.alloc();
        const received = await context.receiveFrame(frame);
        if (received < 0) {
          frame.free();
          if (received === av.AVERROR_EAGAIN || received === av.AVERROR_EOF) break;
          throw damaged(name, reason(av, received));
        }
        const time = times.get(frame.pts);
        times.delete(frame.pts);
        given += 1;
        yield taken(av, frame, time, stream, name);
      }
      if (sent >= 0) return;
    }
  }
}

async function open(av: NodeAv, stream: VideoStream, name: string): Promise<CodecContext> {
  const ids = {
    avc: av.AV_CODEC_ID_H264,
    hevc: av.AV_CODEC_ID_HEVC,
    vp8: av.AV_CODEC_ID_VP8,
    vp9: av.AV_CODEC_ID_VP9,
    av1: av.AV_CODEC_ID_AV1,
  };
  const codec =
    stream.codec === 'av1'
      ? av.Codec.findDecoderByName(av.FF_DECODER_LIBDAV1D)
      : av.Codec.findDecoder(ids[stream.codec]);
  if (!codec) throw new InputError(`${name}: node-av has no decoder for ${stream.codec}. Convert the video to H.264.`);
  const context = new av.CodecContext();
  context.allocContext3(codec);
  context.width = stream.width;
  context.height = stream.height;
  // Each thread holds a picture.
  context.threadCount = isLarge(stream) ? 1 : cpus().length;
  // VP9's and AV1's heads say nothing that packets do not.
  if (stream.description && (stream.codec === 'avc' || stream.codec === 'hevc'))
    context.extraData = Buffer.from(stream.description);
  const opened = await context.open2(codec, av.Dictionary.fromObject(STRICT));
  if (opened >= 0) return context;
  context.freeContext();
  throw damaged(name, reason(av, opened));
}

function fill(packet: Packet, { data, key }: VideoPacket, number: bigint): void {
  packet.unref();
  packet.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  packet.pts = number;
  packet.dts = number;
  packet.isKeyframe = key;
}

/** A frame that may be written to, once it is known to be whole and of a format that is read. */
function taken(av: NodeAv, frame: Frame, time: number | undefined, stream: VideoStream, name: string): NodeAvFrame {
  try {
    if (frame.decodeErrorFlags !== 0 || frame.hasFlags(av.AV_FRAME_FLAG_CORRUPT))
      throw damaged(name, 'a picture is damaged');
    if (time === undefined) throw damaged(name, 'a picture belongs to no packet');
    const pixels = av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]) ?? 'unknown';
    const known = formatNamed(pixels);
    if (!known) throw unknownFormat(pixels, name);
    frame.makeWritable();
    const { format } = known;
    const { width, height } = frame;
    const inner = { primaries: frame.colorPrimaries, transfer: frame.colorTrc, matrix: frame.colorSpace };
    const color: VideoColor = { ...stream.color, ...colorNamed(inner), ...rangeOf(av, frame, known.fullRange) };
    let closed = false;
    return {
      ...{ inner: frame, format, width, height, color, timestamp: time, scan: scanOf(av, frame) },
      planes: planesOf(frame, format),
      close: () => {
        if (!closed) frame.free();
        closed = true;
      },
    };
  } catch (error) {
    frame.free();
    throw error;
  }
}

function rangeOf(av: NodeAv, frame: Frame, full: true | undefined): Pick<VideoColor, 'fullRange'> {
  if (full || frame.colorRange === av.AVCOL_RANGE_JPEG) return { fullRange: true };
  return frame.colorRange === av.AVCOL_RANGE_MPEG ? { fullRange: false } : {};
}

function scanOf(av: NodeAv, frame: Frame): Scan {
  if (!frame.hasFlags(av.AV_FRAME_FLAG_INTERLACED)) return 'progressive';
  return frame.hasFlags(av.AV_FRAME_FLAG_TOP_FIELD_FIRST) ? 'upper first' : 'lower first';
}

/** Views of the frame's own memory. */
export function planesOf(frame: Frame, format: PixelFormat): Plane[] {
  const data = frame.data!;
  const wide = PIXEL_FORMATS[format].bits > 8;
  return planeSizes(format, frame.width, frame.height).map((_, index) => {
    const bytes = data[index]!;
    const stride = frame.linesize[index]!;
    if (!wide) return { data: bytes, stride };
    return { data: new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >> 1), stride: stride >> 1 };
  });
}

export function reason(av: NodeAv, code: number): string {
  return new av.FFmpegError(code).message;
}
