import { EncodedPacketSink, Input, MATROSKA, ReadableStreamSource } from 'mediabunny';
import { PIXEL_FORMATS, planeSizes } from '../../../image/pixel-format.js';
import type { EncodedPicture, EncoderSettings, VideoFrame, VideoStream } from '../../../platform/video-port.js';
import { encoderOptions } from './encoder-options.js';
import { FfmpegProcess } from './ffmpeg-process.js';
import { FFMPEG_FORMATS } from './pixel-formats.js';
import { notCoded } from './refusals.js';

/** Matroska tells thousandths of a second apart: pictures are numbered by times of at most this rate. */
const MOST_FRAMES = 250;

/** See `VideoCodecs.encode`. Pictures go to ffmpeg as they are, and packets come back as Matroska. */
export async function* encode(
  program: string,
  encoder: string,
  settings: EncoderSettings,
  frames: AsyncIterable<VideoFrame>,
  name: string,
): AsyncGenerator<EncodedPicture> {
  const { format, width, height, pixelAspect, scan } = settings;
  const rate = Math.min(MOST_FRAMES, Math.max(1, Math.round(settings.frameRate * 1000) / 1000));
  const field = { progressive: 'prog', 'upper first': 'tff', 'lower first': 'bff' }[scan];
  const options = Object.entries(encoderOptions(encoder, settings)).flatMap(([key, value]) => [`-${key}`, value]);
  const process = new FfmpegProcess(program, [
    ...['-loglevel', 'level+error', '-f', 'rawvideo', '-pixel_format', FFMPEG_FORMATS[format]],
    ...['-video_size', `${width}x${height}`, '-framerate', String(rate), '-i', 'pipe:0'],
    ...['-vf', `setsar=${pixelAspect.num}/${pixelAspect.den},setfield=${field}`, '-fps_mode', 'passthrough'],
    // Each packet comes as soon as it is coded: else a second of them would, together.
    ...['-c:v', encoder, ...options, '-f', 'matroska', '-cluster_time_limit', '0', '-flush_packets', '1', 'pipe:1'],
  ]);
  const times: number[] = [];
  const fed = feed(frames, process, times).then(
    () => undefined,
    (error: unknown) => {
      process.kill();
      return { error };
    },
  );
  let given = 0;
  try {
    const input = new Input({ source: new ReadableStreamSource(bytesOf(process)), formats: [MATROSKA] });
    try {
      const track = await input.getPrimaryVideoTrack();
      const config = await track?.getDecoderConfig();
      if (track && config) {
        const stream = streamOf(config, settings);
        for await (const packet of new EncodedPacketSink(track).packets()) {
          const timestamp = times[Math.round(packet.timestamp * rate)];
          if (timestamp === undefined) throw notCoded(name, 'a packet belongs to no picture');
          given += 1;
          yield { data: packet.data, key: packet.type === 'key', timestamp, duration: 0, stream };
        }
      }
    } catch (error) {
      const { code, said } = await ended(process, fed);
      if (code !== 0) throw notCoded(name, `ffmpeg says "${said}"`);
      throw error;
    }
    const { code, said } = await ended(process, fed);
    if (code !== 0) throw notCoded(name, `ffmpeg says "${said}"`);
    if (given !== times.length)
      throw notCoded(name, `${times.length - given} pictures did not come out of the encoder`);
  } finally {
    process.kill();
  }
}

async function ended(process: FfmpegProcess, fed: Promise<{ error: unknown } | undefined>) {
  const outcome = await Promise.race([fed, process.result().then(() => undefined)]);
  if (outcome) throw outcome.error;
  return process.result();
}

async function feed(frames: AsyncIterable<VideoFrame>, process: FfmpegProcess, times: number[]): Promise<void> {
  for await (const frame of frames) {
    times.push(frame.timestamp);
    for (const [index, { width, height }] of planeSizes(frame.format, frame.width, frame.height).entries())
      await process.write(packed(frame, index, width, height));
    frame.close();
  }
  process.end();
}

/** A plane without what lies between its rows: a view of it where nothing does, else a copy. */
function packed({ planes, format }: VideoFrame, index: number, width: number, height: number): Uint8Array {
  const { data, stride } = planes[index]!;
  const bytes = PIXEL_FORMATS[format].bits > 8 ? 2 : 1;
  const all = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (stride === width) return all.subarray(0, width * height * bytes);
  const plane = new Uint8Array(width * height * bytes);
  const row = width * bytes;
  for (let y = 0; y < height; y++) plane.set(all.subarray(y * stride * bytes, y * stride * bytes + row), y * row);
  return plane;
}

function bytesOf(process: FfmpegProcess): ReadableStream<Uint8Array> {
  const chunks = process.output[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(Uint8Array.from(value));
    },
  });
}

function streamOf(config: VideoDecoderConfig, { codec, width, height, color }: EncoderSettings): VideoStream {
  const { description } = config;
  const bytes =
    description &&
    (ArrayBuffer.isView(description)
      ? new Uint8Array(description.buffer, description.byteOffset, description.byteLength)
      : new Uint8Array(description));
  return { ...{ codec, parameters: config.codec, width, height, color }, ...(bytes && { description: bytes }) };
}
