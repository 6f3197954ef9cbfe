import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { Detector } from '../../detect/detector.js';
import { BrightRectangles } from '../../detect/testing/bright-rectangles.js';
import { videoCodecs } from '../../platform/node/video/index.js';
import type { LiveAddress, LiveTarget } from '../../platform/node/video/live-address.js';
import { openLive } from '../../platform/node/video/live-source.js';
import { liveOutput } from '../live/live-output.js';
import { redactLive } from '../live/redact-live.js';
import type { VideoSink } from '../write-video.js';
import { probed, withoutFfmpeg } from './clips.js';

/** More than a first group of pictures, which once was lost on its way. */
export const SECONDS = 3;
export const FRAMES = 25 * SECONDS;
/** What is heard in that time, less what an encoder and a receiver need to begin. */
const SOUNDS = 110;

/** Seconds in which even a busy machine looks at a short clip; at the stream's end nobody waits for them. */
export const UNHURRIED = 30;

/** Milliseconds after which a test hangs. */
export const MOST = 120_000;

const known = withoutFfmpeg ? '' : execFileSync('ffmpeg', ['-hide_banner', '-protocols']).toString();
/** Why a protocol's tests are left out; false where they need not be. */
export function without(protocol: string): string | false {
  if (withoutFfmpeg) return withoutFfmpeg;
  return !new RegExp(`^ *${protocol}$`, 'm').test(known) && `this ffmpeg has no ${protocol}`;
}

/** Redacts what comes from there, with a delay in which all is looked at. */
export async function redacted(address: LiveAddress, sink: VideoSink, kind: LiveTarget['kind'] | 'mp4', delay: number) {
  const detector = new Detector(new BrightRectangles());
  return redactLive(await openLive(address), await videoCodecs(), sink, liveOutput(kind), {
    detect: async (image) => (await detector.detect(image, { threshold: 0.1 })).faces,
    ...{ threshold: 0.35, delay },
  });
}

/** Pictures and packets of sound in a file. */
async function counted(path: string): Promise<number[]> {
  const lines = await probed(path, 'packet=codec_type');
  return ['video', 'audio'].map((kind) => lines.filter((line) => line.startsWith(`packet,${kind}`)).length);
}

/** @param said of the sound, which a busy machine may not read in time */
export async function assertWhole(path: string, said: readonly string[] = []): Promise<void> {
  const [seen, heard = 0] = await counted(path);
  assert.equal(seen, FRAMES);
  if (!said.some((words) => /could not be read in time/.test(words)))
    assert.ok(heard >= SOUNDS, `${heard} packets of sound; ${said}`);
}

/** ffmpeg names RTSP among its formats, not its protocols. */
export const skipOf = (protocol: string) => without(protocol === 'rtsp' ? 'tcp' : protocol);
