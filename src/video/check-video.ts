import type { EncodedPacket } from 'mediabunny';
import type { Box } from '../geometry/box.js';
import { PIXEL_FORMATS } from '../image/pixel-format.js';
import type { VideoCodecs, VideoFrame } from '../platform/video-port.js';
import { VerificationError } from '../redact/check-redaction.js';
import type { Span } from '../redact/mask.js';
import { decodedFrames } from './decoded-frames.js';
import type { CoverOptions } from './options.js';
import { packetsOf, picturePackets } from './packets.js';
import { placeMasks, spansIn } from './paint.js';
import { paintedFrames, paintSettings } from './redact-video.js';
import type { Video } from './video.js';

/**
 * How far brightness behind a mask may be from the mask's: the root of the mean square, in 255ths. Over a whole frame it may
 * be twice as far, for what is outside masks is finer than they are.
 */
export const TOLERANCE = 20;
/** Rows apart that the whole frame is compared at. */
const EVERY_ROW = 4;

/** One call of `checkVideo`: what `redactVideo` was told. */
export interface CheckVideoCall extends CoverOptions {
  readonly regions: (frame: number) => readonly Box[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((frames: number) => void) | undefined;
}

/**
 * Decodes a result from the file that was written, and the source again, and compares them frame by frame: as many, shown at
 * the same times, of the same size and the same way up, the mask behind each mask, elsewhere the picture that was looked at;
 * and each packet of sound, byte by byte.
 *
 * @throws VerificationError that names the source and says what differs
 */
export async function checkVideo(
  source: Video,
  written: Video,
  codecs: VideoCodecs,
  { regions, signal, onProgress, ...options }: CheckVideoCall,
): Promise<void> {
  const fail = failing(source);
  const settings = paintSettings(options);
  checkHead(source, written, fail);
  const expected = paintedFrames(source, codecs, regions, settings, { signal });
  const shown = decodedFrames({ ...written, name: `${source.name}: the result` }, codecs, picturePackets(written));
  const near = nearness(source, written);
  let number = 0;
  for await (const [wanted, got] of together(expected, shown)) {
    try {
      if (!wanted || !got) fail(`has ${wanted ? 'fewer' : 'more'} frames than the source`);
      checkFrame(wanted!, got!, number, regions(number), near, fail);
    } finally {
      wanted?.close();
      got?.close();
    }
    onProgress?.(++number);
  }
  await checkSound(source, written, near, fail);

  function checkFrame(
    wanted: VideoFrame,
    got: VideoFrame,
    index: number,
    boxes: readonly Box[],
    near: number,
    fail: Fail,
  ): void {
    const where = `in frame ${index}`;
    if (wanted.width !== got.width || wanted.height !== got.height || wanted.format !== got.format)
      fail(
        `is ${got.width} × ${got.height} ${got.format} ${where}, not ${wanted.width} × ${wanted.height} ${wanted.format}`,
      );
    if (Math.abs(wanted.timestamp - got.timestamp) > near)
      fail(`shows frame ${index} at ${got.timestamp} s instead of ${wanted.timestamp} s`);
    if (!(apart(wanted, got, rowsOf(wanted)) <= 2 * TOLERANCE)) fail(`is not the picture that was looked at ${where}`);
    for (const { mask } of placeMasks(boxes, wanted, source.orientation, settings)) {
      const spans = spansIn(wanted, 0, mask);
      if (spans.length === 0 || apart(wanted, got, spans) <= TOLERANCE) continue;
      const { x, y } = mask.box;
      fail(`does not hide what is at ${Math.round(x)},${Math.round(y)} ${where}`);
    }
  }
}

type Fail = (what: string) => void;

function failing({ name }: Video): (what: string) => never {
  return (what) => {
    throw new VerificationError(
      `${name}: the redacted video ${what}, so it is not kept. Try a higher --quality, or convert the video first.`,
    );
  };
}

function checkHead(source: Video, written: Video, fail: Fail): void {
  const [before, after] = [source.orientation, written.orientation];
  if (before.rotation !== after.rotation || before.flip !== after.flip) fail('is not turned as the source is');
  if (written.container !== source.container) fail(`is ${written.container} instead of ${source.container}`);
  if (written.audio.length !== source.audio.length)
    fail(`has ${written.audio.length} tracks of sound instead of ${source.audio.length}`);
}

/** Seconds that times may differ by: they are whole numbers of what each file tells apart, of which half may be lost. */
function nearness(source: Video, written: Video): number {
  return 1e-6 + 0.51 / Math.min(source.timeScale, written.timeScale);
}

/** The frames of both, one by one; undefined where one ended before the other. */
async function* together<Item>(
  first: AsyncIterable<Item>,
  second: AsyncIterable<Item>,
): AsyncGenerator<[Item | undefined, Item | undefined]> {
  const [one, other] = [first[Symbol.asyncIterator](), second[Symbol.asyncIterator]()];
  try {
    for (;;) {
      const [a, b] = await Promise.all([one.next(), other.next()]);
      if (a.done && b.done) return;
      yield [a.done ? undefined : a.value, b.done ? undefined : b.value];
    }
  } finally {
    await Promise.allSettled([one.return?.(), other.return?.()]);
  }
}

/** The root of the mean square difference of brightness, in 255ths. */
export function apart(wanted: Pick<VideoFrame, 'planes' | 'format'>, got: VideoFrame, spans: Iterable<Span>): number {
  const unit = 2 ** (PIXEL_FORMATS[wanted.format].bits - 8);
  const [one, other] = [wanted.planes[0]!, got.planes[0]!];
  let [sum, count] = [0, 0];
  for (const { y, from, to } of spans) {
    for (let x = from; x < to; x++) sum += (one.data[y * one.stride + x]! - other.data[y * other.stride + x]!) ** 2;
    count += to - from;
  }
  return Math.sqrt(sum / count) / unit;
}

/** Rows all over a frame. */
export function* rowsOf({ width, height }: Pick<VideoFrame, 'width' | 'height'>): Generator<Span> {
  for (let y = 0; y < height; y += EVERY_ROW) yield { y, from: 0, to: width };
}

async function checkSound(source: Video, written: Video, near: number, fail: Fail): Promise<void> {
  for (const [index, track] of source.audio.entries()) {
    const other = written.audio[index]!;
    const [before, after] = [packetsOf(track, source.name), packetsOf(other, `${source.name}: the result`)];
    // Uncompressed sound has no packets of its own: containers cut it as they like.
    if ((await track.getCodec())?.startsWith('pcm')) {
      if (!(await isSameStream(before, after))) fail('has other sound than the source');
      continue;
    }
    const scale = Math.min(await track.getTimeResolution(), await other.getTimeResolution());
    const late = Math.max(near, 1e-6 + 0.51 / scale);
    for await (const [a, b] of together(before, after)) {
      if (!a || !b) fail('has not as much sound as the source');
      else if (!isSameBytes(a.data, b.data)) fail(`has other sound at ${a.timestamp.toFixed(2)} s`);
      else if (Math.abs(a.timestamp - b.timestamp) > late)
        fail(`has sound at ${b.timestamp} s instead of ${a.timestamp} s`);
    }
  }
}

function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Whether the packets are the same bytes, wherever each ends. */
async function isSameStream(
  first: AsyncGenerator<EncodedPacket>,
  second: AsyncGenerator<EncodedPacket>,
): Promise<boolean> {
  const none = new Uint8Array();
  let a: Uint8Array = none;
  let b: Uint8Array = none;
  const next = async (packets: AsyncGenerator<EncodedPacket>) => {
    const { value, done } = await packets.next();
    return done ? none : value.data;
  };
  for (;;) {
    if (a.length === 0) a = await next(first);
    if (b.length === 0) b = await next(second);
    const length = Math.min(a.length, b.length);
    if (length === 0) return a.length === b.length;
    if (!isSameBytes(a.subarray(0, length), b.subarray(0, length))) return false;
    a = a.subarray(length);
    b = b.subarray(length);
  }
}
