import { EncodedPacket, EncodedVideoPacketSource, MkvOutputFormat, Output, StreamTarget } from 'mediabunny';
import { InputError } from '../../../errors/errors.js';
import { PIXEL_FORMATS, planeSizes } from '../../../image/pixel-format.js';
import type { VideoFrame, VideoPacket, VideoStream } from '../../../platform/video-port.js';
import { isShown } from '../../shown.js';
import { ByteQueue } from './byte-queue.js';
import { FfmpegProcess } from './ffmpeg-process.js';
import { type FrameInfo, FrameInfoReader } from './frame-info.js';
import { damaged, unknownFormat } from './refusals.js';

/** Seconds that times are moved by: Matroska has none below 0, and H.264 shows some before the first. */
const MOVED = 10;
const PER_SECOND = 1000;

/** See `VideoCodecs.decode`. Packets go to ffmpeg as Matroska, and pictures come back as they are. */
export async function* decode(
  program: string,
  stream: VideoStream,
  packets: AsyncIterable<VideoPacket>,
  name: string,
): AsyncGenerator<VideoFrame> {
  const infos: FrameInfo[] = [];
  const reader = new FrameInfoReader();
  const filters = ['-vf', 'showinfo=checksum=0', '-fps_mode', 'passthrough', '-copyts'];
  const process = new FfmpegProcess(
    program,
    [
      ...[
        '-loglevel',
        'level+info',
        '-xerror',
        '-err_detect',
        'explode',
        '-noautorotate',
        '-f',
        'matroska',
        '-i',
        'pipe:0',
        '-map',
        '0:v:0',
      ],
      ...[...filters, '-f', 'rawvideo', 'pipe:1'],
    ],
    (line) => {
      const info = reader.add(line);
      if (info) infos.push(info);
    },
  );
  const times = new Map<number, number[]>();
  const fed = feed(stream, packets, process, times).then(
    (shown) => ({ shown }),
    (error: unknown) => {
      process.kill();
      return { error };
    },
  );
  let given = 0;
  try {
    const bytes = new ByteQueue(process.output);
    // New memory for each picture costs more than filling it.
    const free: Uint8Array<ArrayBuffer>[] = [];
    for (;;) {
      // What it says of a picture is on its way before the picture.
      if (!(await bytes.more())) break;
      const info = await until(infos, process);
      if (!info) break;
      if (!info.format) throw unknownFormat(info.pixels, name);
      const picture = await bytes.take(sizeOf(info), free.pop());
      const time = takeTime(times, info.time);
      if (!picture || time === undefined) break;
      given += 1;
      yield frameOf(picture, info, time, stream, () => free.push(picture));
    }
    const outcome = await fed;
    if ('error' in outcome) throw outcome.error;
    const { code, said } = await process.result();
    if (code !== 0) throw damaged(name, `ffmpeg says "${said}"`);
    if (given !== outcome.shown)
      throw damaged(name, `${outcome.shown - given} of its ${outcome.shown} pictures cannot be decoded`);
  } catch (error) {
    // What kept packets from it is why pictures do not come.
    const outcome = error instanceof InputError ? undefined : await fed;
    throw outcome && 'error' in outcome ? outcome.error : error;
  } finally {
    process.kill();
  }
}

/** Returns how many pictures the packets hold. */
async function feed(
  stream: VideoStream,
  packets: AsyncIterable<VideoPacket>,
  process: FfmpegProcess,
  times: Map<number, number[]>,
): Promise<number> {
  const source = new EncodedVideoPacketSource(stream.codec);
  const target = new StreamTarget(new WritableStream({ write: ({ data }) => process.write(data) }));
  const output = new Output({ format: new MkvOutputFormat({ appendOnly: true }), target });
  output.addVideoTrack(source);
  await output.start();
  let shown = 0;
  let moved: number | undefined;
  for await (const { data, key, timestamp, duration } of packets) {
    moved ??= MOVED - timestamp;
    const at = Math.round((timestamp + moved) * PER_SECOND);
    if (isShown(stream.codec, data)) {
      shown += 1;
      times.set(at, [...(times.get(at) ?? []), timestamp]);
    }
    const packet = new EncodedPacket(data, key ? 'key' : 'delta', at / PER_SECOND, duration);
    await source.add(packet, { decoderConfig: configOf(stream) });
  }
  if (shown > 0) await output.finalize();
  process.end();
  return shown;
}

function configOf({ parameters, width, height, description }: VideoStream): VideoDecoderConfig {
  const config = { codec: parameters, codedWidth: width, codedHeight: height };
  return description ? { ...config, description: Uint8Array.from(description) } : config;
}

/** The time that the packet had; Matroska's is rounded. */
function takeTime(times: Map<number, number[]>, seconds: number): number | undefined {
  const at = Math.round(seconds * PER_SECOND);
  const waiting = times.get(at);
  const time = waiting?.shift();
  if (waiting?.length === 0) times.delete(at);
  return time;
}

/** Waits for what ffmpeg says of the picture whose first byte came. */
async function until(infos: FrameInfo[], process: FfmpegProcess): Promise<FrameInfo | undefined> {
  // A promise of its end would hold on to every turn until then.
  for (let turns = 0; infos.length === 0 && !process.hasEnded; turns++)
    await new Promise((resolve) => setTimeout(resolve, Math.min(turns, 20)));
  return infos.shift();
}

function sizeOf({ format, width, height }: FrameInfo): number {
  const bytes = PIXEL_FORMATS[format!].bits > 8 ? 2 : 1;
  return planeSizes(format!, width, height).reduce((sum, plane) => sum + plane.width * plane.height * bytes, 0);
}

function frameOf(
  bytes: Uint8Array<ArrayBuffer>,
  info: FrameInfo,
  timestamp: number,
  stream: VideoStream,
  letGo: () => void,
): VideoFrame {
  const { width, height, scan } = info;
  const format = info.format!;
  const samples = PIXEL_FORMATS[format].bits > 8 ? new Uint16Array(bytes.buffer) : bytes;
  let end = 0;
  const planes = planeSizes(format, width, height).map((size) => {
    const start = end;
    end += size.width * size.height;
    return { data: samples.subarray(start, end), stride: size.width };
  });
  const color = { ...stream.color, ...info.color };
  let closed = false;
  const close = () => {
    if (!closed) letGo();
    closed = true;
  };
  return { format, width, height, planes, timestamp, color, scan, close };
}
