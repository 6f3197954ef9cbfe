import { PIXEL_FORMATS, planeSizes } from '../../../image/pixel-format.js';
import type { VideoColor, VideoFrame } from '../../../platform/video-port.js';
import { ByteQueue } from './byte-queue.js';
import { FfmpegProcess } from './ffmpeg-process.js';
import { type FrameInfo, FrameInfoReader } from './frame-info.js';
import { unknownFormat } from './refusals.js';

/** A picture as ffmpeg gives it, with what it says of it. */
export interface RawPicture {
  readonly info: FrameInfo;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lets its memory be that of a later one. */
  letGo(): void;
}

/** An ffmpeg that decodes, and the pictures that come of it. */
export interface Decoding {
  readonly process: FfmpegProcess;
  /** One by one, as they are asked for; they end where ffmpeg's output does. */
  readonly pictures: AsyncGenerator<RawPicture>;
}

/**
 * Starts ffmpeg, which gives each picture as it is.
 *
 * @param input what is read, in ffmpeg's words
 * @param call.filters what is done to pictures before
 * @param call.onLine takes what it says
 * @param call.besides what ffmpeg writes besides, in its words
 */
export function startDecoding(
  program: string,
  input: readonly string[],
  {
    name,
    filters = [],
    besides = [],
    onLine = () => {},
  }: { name: string; filters?: readonly string[]; besides?: readonly string[]; onLine?: (line: string) => void },
): Decoding {
  const infos: FrameInfo[] = [];
  const reader = new FrameInfoReader();
  const process = new FfmpegProcess(
    program,
    [
      ...['-loglevel', 'level+info', ...input, '-map', '0:v:0'],
      ...['-vf', [...filters, 'showinfo=checksum=0'].join(','), '-fps_mode', 'passthrough'],
      ...['-f', 'rawvideo', 'pipe:1', ...besides],
    ],
    (line) => {
      onLine(line);
      const info = reader.add(line);
      if (info) infos.push(info);
    },
  );
  return { process, pictures: picturesOf(process, infos, name) };
}

async function* picturesOf(process: FfmpegProcess, infos: FrameInfo[], name: string): AsyncGenerator<RawPicture> {
  const output = new ByteQueue(process.output);
  // New memory for each picture costs more than filling it.
  const free: Uint8Array<ArrayBuffer>[] = [];
  for (;;) {
    // What it says of a picture is on its way before the picture.
    if (!(await output.more())) return;
    const info = await until(infos, process);
    if (!info) return;
    if (!info.format) throw unknownFormat(info.pixels, name);
    const bytes = await output.take(sizeOf(info), free.pop());
    if (!bytes) return;
    yield { info, bytes, letGo: () => free.push(bytes) };
  }
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

/** The picture as a frame. `color` is what is known of it from elsewhere. */
export function frameOf({ info, bytes, letGo }: RawPicture, timestamp: number, color: VideoColor): VideoFrame {
  const { width, height, scan } = info;
  const format = info.format!;
  const samples = PIXEL_FORMATS[format].bits > 8 ? new Uint16Array(bytes.buffer) : bytes;
  let end = 0;
  const planes = planeSizes(format, width, height).map((size) => {
    const start = end;
    end += size.width * size.height;
    return { data: samples.subarray(start, end), stride: size.width };
  });
  let closed = false;
  const close = () => {
    if (!closed) letGo();
    closed = true;
  };
  return { format, width, height, planes, timestamp, color: { ...color, ...info.color }, scan, close };
}
