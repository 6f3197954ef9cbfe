import { InputError } from '../../errors/errors.js';
import type { Face } from '../../geometry/face.js';
import type { Image } from '../../image/image.js';
import type { EncoderSettings, LiveFrame, LiveSource, VideoCodecs, VideoFrame } from '../../platform/video-port.js';
import { liveSettings } from '../encoder-settings.js';
import { Loopback } from '../loopback.js';
import type { CoverOptions } from '../options.js';
import { paint, placeMasks } from '../paint.js';
import { paintSettings } from '../redact-video.js';
import { CameraWatch } from '../watch-camera.js';
import { type VideoSink, VideoWriter } from '../write-video.js';
import { DelayRing, type Held } from './delay-ring.js';
import { type Covered, LiveCheck } from './live-check.js';
import { LiveMasks } from './live-masks.js';
import type { LiveOutput } from './live-output.js';
import { LiveSound } from './live-sound.js';
import { Looker } from './looker.js';

/** Bytes of pictures that wait at most: ten seconds of 1920 × 1080 at 25 frames a second. */
export const RING_BYTES = 768 * 2 ** 20;

/** Of a second, so many are told apart in files that can. */
const TIME_SCALE = 90_000;

/** Seconds in which it must be known what sound there is. */
const SOUND_WITHIN = 5;

const UPRIGHT = { rotation: 0, flip: false } as const;
const WHOLE = { with: 'solid', shape: 'box', scale: 1, strength: 1, rgb: [0, 0, 0] } as const;

/** One call of `redactLive`. */
export interface RedactLiveCall extends CoverOptions {
  /** Finds the faces of a picture, down to a lower threshold than `threshold`: unsure ones go on with tracks. */
  readonly detect: (image: Image, frame: number) => Promise<readonly Face[]>;
  /** From which on a face is sure, 0 to 1. */
  readonly threshold: number;
  /** Seconds that each frame waits, in which what is found later reaches back. */
  readonly delay: number;
  /** Looks at every so many frames only. */
  readonly every?: number | undefined;
  /** Frames that are looked at at once. */
  readonly ahead?: number;
  readonly ringBytes?: number;
  /** Ends it as the end of the source does. */
  readonly signal?: AbortSignal | undefined;
  readonly onFrame?: ((outcome: LiveOutcome) => void) | undefined;
}

/** What became of a live source. */
export interface LiveOutcome {
  width: number;
  height: number;
  /** Frames that were written, those among them that went out dark, and masks in the others together. */
  frames: number;
  dark: number;
  masks: number;
  /** Of the written frames, those that were decoded again with each mask in its place. */
  checked: number;
  /** Seconds of the last frame. */
  seconds: number;
  /** What is not as it was to be, in words. */
  readonly warnings: string[];
  /** Why it ended, where neither the source nor the signal meant it: what was written until then is whole. */
  failure?: unknown;
}

/**
 * Hides faces in what a camera or a stream shows, while it does. Each frame waits in a ring until it is due; by then it was looked
 * at, and has the masks of the tracks over all frames that wait. A frame of which that is not known goes out black. Each
 * coded frame is decoded again, and compared.
 *
 * @returns what was written, also where it ended early; the output is whole then, as far as it goes
 * @throws InputError that names the source where nothing could be written at all
 */
export async function redactLive(
  source: LiveSource,
  codecs: VideoCodecs,
  sink: VideoSink,
  output: LiveOutput,
  call: RedactLiveCall,
): Promise<LiveOutcome> {
  const { detect, threshold, delay, every = 1, ahead = 1, ringBytes = RING_BYTES, signal, onFrame } = call;
  const cover = paintSettings(coverOf(call));
  const ring = new DelayRing(delay, ringBytes);
  const looker = new Looker(ring, detect, ahead);
  const stop = () => source.stop();
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  const received = receive(source, ring, every);
  const looking = looker.run().then(() => {
    // Where one frame cannot be looked at, the next ones cannot either.
    if (looker.failure !== undefined) stop();
  });
  let writer: VideoWriter | undefined;
  let outcome: LiveOutcome | undefined;
  try {
    while (ring.held.length === 0 && !ring.ended) await ring.changed();
    const first = ring.held[0]?.frame;
    if (!first) throw await nothingCame(source, received);
    const { width, height, pixelAspect } = first;
    const result: LiveOutcome = { width, height, frames: 0, dark: 0, masks: 0, checked: 0, seconds: 0, warnings: [] };
    const { quality } = call;
    const settings = await liveSettings(first, codecs, { name: source.name, quality, allowed: output.codecs });
    const sound = source.sound && (await heardSoon(LiveSound.open(source.sound, output.holds, source.soundKind)));
    if (typeof sound === 'string') result.warnings.push(sound);
    const heard = sound && typeof sound !== 'string' ? sound : undefined;
    writer = await VideoWriter.open(sink, {
      ...{ format: output.format, corrections: output.corrections, codec: settings.codec, pixelAspect },
      track:
        output.format.fileExtension === '.mp4' || output.format.fileExtension === '.mov'
          ? { frameRate: TIME_SCALE }
          : {},
      sound: heard ? [heard] : [],
    });
    outcome = result;
    await write(settings, writer, result);
    if (heard?.lost !== undefined) result.warnings.push(heard.lost);
    if (ring.shortened !== undefined)
      result.warnings.push(
        `its frames waited for ${ring.shortened.toFixed(2)} s only instead of ${delay} s: more of them need more than ${Math.round(ringBytes / 2 ** 20)} MiB`,
      );
    result.failure ??= looker.failure ?? received.failure ?? (await lossOf(source));
    return result;
  } catch (error) {
    if (!outcome) throw error;
    outcome.failure = error;
    return outcome;
  } finally {
    stop();
    signal?.removeEventListener('abort', stop);
    await writer?.cancel();
    ring.drop();
    await Promise.allSettled([received.done, looking]);
  }

  /** Writes frames until there are none; what was coded is put into the output whole, whatever ends it. */
  async function write(settings: EncoderSettings, to: VideoWriter, result: LiveOutcome): Promise<void> {
    const durations = new Map<number, number>();
    const covered = new Map<number, Covered>();
    const check = new LiveCheck(source.name, cover);
    let loopback: Loopback | undefined;
    try {
      for await (const picture of codecs.encode(settings, leaving(durations, covered, result), source.name)) {
        loopback ??= new Loopback(`${source.name}: the result`, codecs, picture, (frame) => check.look(frame));
        for (const [time, what] of covered) check.expect(time, what);
        covered.clear();
        const duration = durations.get(picture.timestamp) ?? 0;
        durations.delete(picture.timestamp);
        await loopback.add({ ...picture, duration });
        await to.add(picture, duration);
        result.frames = to.written;
        result.checked = loopback.frames;
        result.seconds = Math.max(result.seconds, picture.timestamp);
        onFrame?.(result);
      }
    } catch (error) {
      result.failure = error;
    }
    try {
      await loopback?.end();
      check.end();
    } catch (error) {
      result.failure ??= error;
    }
    result.checked = loopback?.frames ?? 0;
    await to.finish(result.seconds);
  }

  async function* leaving(
    durations: Map<number, number>,
    covered: Map<number, Covered>,
    result: LiveOutcome,
  ): AsyncGenerator<VideoFrame> {
    const masks = new LiveMasks({ width: result.width, height: result.height }, threshold, delay);
    for (let held = await ring.take(); held; held = await ring.take()) {
      const { frame } = held;
      try {
        const regions = masks.regionsOf(held, ring.held);
        if (regions) paint(frame, placeMasks(regions, frame, UPRIGHT, cover), cover);
        else darken(frame);
        covered.set(frame.timestamp, regions ?? 'whole');
        result.masks += regions?.length ?? 0;
        if (!regions) result.dark += 1;
        masks.leave(held);
        const next = ring.held[0]?.frame.timestamp;
        durations.set(frame.timestamp, next === undefined ? 1 / (frame.frameRate ?? 25) : next - frame.timestamp);
      } catch (error) {
        frame.close();
        throw error;
      }
      yield frame;
    }
  }
}

/** Takes frames from a source into a ring, its first one at second 0, until either ends. */
function receive(source: LiveSource, ring: DelayRing, every: number) {
  const watch = new CameraWatch(UPRIGHT);
  const reception = { failure: undefined as unknown, done: Promise.resolve() };
  let start = 0;
  let index = 0;
  let first: LiveFrame | undefined;
  reception.done = run()
    .catch((error: unknown) => {
      reception.failure = error;
    })
    .finally(() => {
      // The last one is looked at, whatever the step: nothing comes after it that tells.
      const last = ring.held.at(-1);
      if (last?.state === 'passed') last.state = 'waiting';
      ring.end();
    });
  return reception;

  async function run(): Promise<void> {
    for await (const frame of source.frames) {
      if (!first) start = frame.timestamp;
      first ??= frame;
      if (frame.width !== first.width || frame.height !== first.height || frame.format !== first.format)
        throw new InputError(
          `${source.name}: changed from ${first.width} × ${first.height} ${first.format} to ${frame.width} × ${frame.height} ${frame.format}. Run the command again.`,
        );
      const held: Held = {
        ...{ frame: { ...frame, timestamp: frame.timestamp - start }, index, camera: watch.next(frame) },
        ...{ state: index % every === 0 ? 'waiting' : 'passed', faces: [] },
      };
      index += 1;
      await ring.put(held);
    }
  }
}

/** Pictures do not wait for sound of which nothing is known yet. */
function heardSoon(sound: ReturnType<typeof LiveSound.open>): ReturnType<typeof LiveSound.open> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve('its sound could not be read in time, and is left out'), 1000 * SOUND_WITHIN);
  });
  return Promise.race([sound, late]).finally(() => clearTimeout(timer));
}

/** Why not a single picture came. */
async function nothingCame(source: LiveSource, { failure }: { failure: unknown }): Promise<unknown> {
  if (failure !== undefined) return failure;
  const why = await source.ended();
  return new InputError(`${source.name}: shows no pictures${why === undefined ? '' : `: ${why}`}. ${source.check}.`);
}

async function lossOf(source: LiveSource): Promise<unknown> {
  const why = await source.ended();
  return why === undefined
    ? undefined
    : new InputError(`${source.name}: was lost: ${why}. What came until then is redacted and written.`);
}

function darken(frame: VideoFrame): void {
  const { width, height } = frame;
  paint(frame, placeMasks([{ x: 0, y: 0, width, height }], frame, UPRIGHT, WHOLE), WHOLE);
}

function coverOf({ with: hiding, shape, scale, color, strength, quality }: CoverOptions): CoverOptions {
  const given = { with: hiding, shape, scale, color, strength, quality };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as CoverOptions;
}
