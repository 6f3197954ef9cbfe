import type { Readable } from 'node:stream';
import { InputError } from '../../../errors/errors.js';
import type { LiveFrame, LiveSource } from '../../../platform/video-port.js';
import { loadFfmpeg } from './ffmpeg.js';
import { frameOf, startDecoding } from './ffmpeg-pictures.js';
import type { LiveAddress } from './live-address.js';
import { FFMPEG_FORMATS } from './pixel-formats.js';

/** Formats that cameras have and nobody paints in become the nearest that can be. */
const FORMATS = `format=${[...Object.values(FFMPEG_FORMATS), 'yuvj420p', 'yuvj422p', 'yuvj444p'].join('|')}`;

/** Sound as it comes, and the pictures beside it: by their first one it is told where sound belongs. */
const SOUND = [
  ...['-map', '0:v:0', '-map', '0:a:0?', '-c', 'copy', '-f', 'mpegts', '-muxdelay', '0', '-muxpreload', '0'],
  ...['-flush_packets', '1', 'pipe:3'],
];

/** What ffmpeg says of sound that it found. */
const HEARD = /Stream #0:\d+.*: Audio: (\w+)/;

/** Milliseconds after which a source that shows nothing is lost, and in which it is to show its first picture. */
const SILENCE = 10_000;
const FIRST = 60_000;

/** Seconds between two pictures of a stream that says neither when nor how many. */
const LEAST_STEP = 1e-3;

/**
 * Opens a camera or a stream with the user's ffmpeg.
 *
 * @throws InputError where there is no ffmpeg
 */
export async function openLive(address: LiveAddress, program = 'ffmpeg', silence = SILENCE): Promise<LiveSource> {
  const { name, input, sound } = address;
  if (!(await loadFfmpeg(program)))
    throw new InputError(
      `${name}: is read by ffmpeg, which is not installed; node-av reads files only. Install it, as in apt install ffmpeg or brew install ffmpeg.`,
    );
  let kind: string | undefined;
  const { process, pictures } = startDecoding(program, ['-nostdin', ...input], {
    name,
    filters: [FORMATS],
    besides: sound ? SOUND : [],
    onLine: (line) => {
      kind ??= HEARD.exec(line)?.[1];
    },
  });
  let stopped = false;
  let silent = false;
  return {
    name,
    check: address.check,
    sound: sound ? bytesOf(process.aside) : undefined,
    soundKind: () => kind,
    frames: frames(),
    stop: () => {
      stopped = true;
      process.stop();
      // Who waits for a sender, or for a connection, may not hear it.
      setTimeout(() => process.kill(), 1000).unref();
    },
    ended: async () => {
      const { code, said } = await process.result();
      if (stopped) return undefined;
      if (silent) return `showed nothing for ${silence / 1000} s`;
      return code === 0 ? undefined : hushed(said, address);
    },
  };

  async function* frames(): AsyncGenerator<LiveFrame> {
    let watch: NodeJS.Timeout | undefined;
    const expect = (within: number) => {
      clearTimeout(watch);
      watch = setTimeout(() => {
        silent = true;
        process.kill();
      }, within);
    };
    try {
      if (!address.waits) expect(Math.max(FIRST, silence));
      let last = Number.NEGATIVE_INFINITY;
      for await (const picture of pictures) {
        clearTimeout(watch);
        // Times that stand still or run back, as after a gap, go on from the last.
        last = Math.max(picture.info.time, last + LEAST_STEP);
        const { frameRate, pixelAspect } = picture.info;
        yield { ...frameOf(picture, last, {}), pixelAspect, frameRate };
        expect(silence);
      }
    } catch (error) {
      // What was cut off on purpose ends there.
      if (!silent && !stopped) throw error;
    } finally {
      clearTimeout(watch);
      if (!stopped) process.kill();
    }
  }
}

/** What ffmpeg says, without the address that it may name in full. */
function hushed(said: string, { input, name }: LiveAddress): string {
  return `ffmpeg says "${said.replaceAll(input.at(-1)!, name)}"`;
}

function bytesOf(output: Readable): ReadableStream<Uint8Array> {
  const chunks = output[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  return new ReadableStream({
    async pull(controller) {
      // What was cut off ends there.
      const next = await chunks.next().catch(() => ({ done: true, value: undefined }) as const);
      if (next.done) controller.close();
      else controller.enqueue(Uint8Array.from(next.value));
    },
  });
}
