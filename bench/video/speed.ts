import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilePathSource } from 'mediabunny';
import { batchModelsOf, PARALLEL } from '../../src/cli/models.js';
import { createDetector } from '../../src/detect/detector.js';
import { InputError } from '../../src/errors/errors.js';
import type { Image } from '../../src/image/image.js';
import { encoderOptions } from '../../src/platform/node/video/encoder-options.js';
import { videoCodecs } from '../../src/platform/node/video/index.js';
import type { CodecSource } from '../../src/platform/node/video/sources.js';
import type { EncoderSettings } from '../../src/platform/video-port.js';
import { lookThreshold } from '../../src/tracks/options.js';
import { encoderSettings } from '../../src/video/encoder-settings.js';
import { framePictures } from '../../src/video/frame-pictures.js';
import { openVideo } from '../../src/video/open-video.js';
import { picturePackets } from '../../src/video/packets.js';

/** Seconds that a clip took. */
export interface SpeedRow {
  readonly size: string;
  readonly codec: CodecSource;
  readonly frames: number;
  /** `farface redact`, from its start to its end. */
  readonly total: number;
  /** The command's own detector alone, over pictures in memory, as many at once as in a video. */
  readonly detection: number;
  /** The ffmpeg command, which decodes and codes with the same settings, and copies the sound. */
  readonly ffmpeg: number;
}

/** Width and height in pixels. */
const SIZES = { '720p': [1280, 720], '1080p': [1920, 1080], '2160p': [3840, 2160] } as const;
export type Size = keyof typeof SIZES;
export const SIZE_NAMES = Object.keys(SIZES) as Size[];
const RATE = 25;

/** Frames that the detector is timed on: spread over the clip, and kept in memory. */
const SAMPLES = 24;

/**
 * Times the command as its users run it on a film over a photo, beside what detection and ffmpeg take alone. Every part is
 * run by itself, one after the other: this is for a machine that does nothing else.
 *
 * @param photo what the camera goes over; its faces are what is found
 * @param command farface's built command
 */
export async function timeVideo(
  photo: string,
  size: Size,
  codec: CodecSource,
  seconds: number,
  command: string,
): Promise<SpeedRow> {
  const folder = mkdtempSync(join(tmpdir(), 'farface-speed-'));
  try {
    const film = join(folder, 'film.mp4');
    makeFilm(photo, size, seconds, film);
    const { frames, settings, pictures } = await headOf(film, codec);
    const ffmpeg = timed(() => run('ffmpeg', ffmpegWords(film, settings, join(folder, 'alone.mp4'))));
    const detection = (frames * (await timeDetection(pictures))) / pictures.length;
    const words = [command, 'redact', film, '--codec', codec, '--out', join(folder, 'out'), '--quiet'];
    const total = timed(() => run(process.execPath, words));
    return { size, codec, frames, total, detection, ffmpeg };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A camera that goes over a photo, with a sensor's noise and a sound. */
export function makeFilm(photo: string, size: Size, seconds: number, path: string): void {
  const [width, height] = SIZES[size];
  const over = `scale=${Math.round(width * 1.3)}:${Math.round(height * 1.3)}:force_original_aspect_ratio=increase`;
  const crop = `crop=${width}:${height}:x='(iw-${width})*(0.5+0.4*sin(t/3))':y='(ih-${height})*(0.5+0.3*sin(t/2))'`;
  run('ffmpeg', [
    ...['-v', 'error', '-loop', '1', '-framerate', String(RATE), '-i', photo],
    ...['-f', 'lavfi', '-i', 'sine=440', '-t', String(seconds), '-vf', `${over},${crop},noise=alls=6:allf=t`],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-c:a', 'aac', path],
  ]);
}

/** How farface would code it, and some of its pictures. */
async function headOf(film: string, codec: CodecSource) {
  const codecs = await videoCodecs(codec);
  const video = await openVideo(new FilePathSource(film), film);
  try {
    let settings: EncoderSettings | undefined;
    for await (const frame of codecs.decode(video.stream, picturePackets(video), video.name)) {
      settings ??= (await encoderSettings(video, frame, codecs, undefined)).settings;
      frame.close();
      break;
    }
    const step = Math.max(1, Math.floor(video.frames / SAMPLES));
    const wanted = new Set(Array.from({ length: Math.floor(video.frames / step) }, (_, index) => index * step));
    const pictures: Image[] = [];
    for await (const { image } of framePictures(video, codecs, wanted)) pictures.push(image);
    return { frames: video.frames, settings: settings!, pictures };
  } finally {
    video.close();
  }
}

/** Seconds for all of them. */
async function timeDetection(pictures: readonly Image[]): Promise<number> {
  const detector = await createDetector(batchModelsOf({}, PARALLEL));
  try {
    const threshold = lookThreshold();
    // Code that has run a while is faster, and so it is in most of a film.
    for (const picture of pictures) await detector.detect(picture, { threshold });
    const start = performance.now();
    const waiting: Promise<unknown>[] = [];
    for (const picture of pictures) {
      waiting.push(detector.detect(picture, { threshold }));
      if (waiting.length > detector.photos) await waiting.shift();
    }
    await Promise.all(waiting);
    return (performance.now() - start) / 1000;
  } finally {
    await detector.dispose();
  }
}

function ffmpegWords(film: string, settings: EncoderSettings, to: string): string[] {
  const own = Object.entries(encoderOptions('libx264', settings)).flatMap(([key, value]) => [`-${key}`, value]);
  return ['-v', 'error', '-i', film, '-c:v', 'libx264', ...own, '-c:a', 'copy', '-map_metadata', '-1', to];
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function run(program: string, words: readonly string[]): void {
  const { error, status, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (error) throw new InputError(`${program}: does not run (${error.message}). Install it.`);
  if (status !== 0) throw new InputError(`${program} ${words[0]}: ended with ${status}: ${stderr.trim()}`);
}

/** What ran, for who reads the table: ffmpeg's version. */
export function ffmpegVersion(): string {
  return /version (\S+)/.exec(execFileSync('ffmpeg', ['-version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
}

/** The table in Markdown: milliseconds a frame, and the ratio. */
export function speedTable(rows: readonly SpeedRow[]): string {
  const lines = rows.map(({ size, codec, frames, total, detection, ffmpeg }) => {
    const each = (seconds: number) => ((1000 * seconds) / frames).toFixed(0);
    const ratio = (total / (detection + ffmpeg)).toFixed(2);
    return `| ${[size, codec, each(total), each(detection), each(ffmpeg), ratio, (frames / total).toFixed(2)].join(' | ')} |`;
  });
  const head =
    'size | codec | in all, ms a frame | detection alone | ffmpeg alone | in all ÷ (both alone) | frames a second';
  return [`| ${head} |`, '|---|---|---|---|---|---|---|', ...lines].join('\n');
}
