import { EncodedPacket, EncodedVideoPacketSource, MkvOutputFormat, Output, StreamTarget } from 'mediabunny';
import { InputError } from '../../../errors/errors.js';
import { isLarge, type VideoFrame, type VideoPacket, type VideoStream } from '../../../platform/video-port.js';
import { isShown } from '../../shown.js';
import { frameOf, startDecoding } from './ffmpeg-pictures.js';
import type { FfmpegProcess } from './ffmpeg-process.js';
import { damaged } from './refusals.js';

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
  const strict = ['-xerror', '-err_detect', 'explode', '-noautorotate'];
  // Each thread holds a picture.
  const threads = isLarge(stream) ? ['-threads', '1'] : [];
  // How many pictures a second there are is known: nothing waits for a guess.
  const input = [...strict, ...threads, '-copyts', '-fpsprobesize', '0', '-f', 'matroska', '-i', 'pipe:0'];
  const { process, pictures } = startDecoding(program, input, { name });
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
    for await (const picture of pictures) {
      const time = takeTime(times, picture.info.time);
      if (time === undefined) break;
      given += 1;
      yield frameOf(picture, time, stream.color);
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
