import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../src/errors/errors.js';
import type { Image } from '../../src/image/image.js';
import { RATE } from './clips.js';

/** The frames as they are after H.264 at a constant rate factor: 23 is x264's own, 38 hardly to be watched. */
export function reencode(frames: readonly Image[], quality: number): Image[] {
  const { width, height } = frames[0]!;
  const folder = mkdtempSync(join(tmpdir(), 'farface-video-'));
  const file = join(folder, 'clip.mp4');
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(RATE)];
  try {
    const pixels = Buffer.concat(frames.map(({ data }) => data));
    const x264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(quality), '-pix_fmt', 'yuv420p'];
    ffmpeg([...raw, '-i', 'pipe:0', ...x264, file], pixels);
    const decoded = ffmpeg(['-i', file, '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1']);
    const size = width * height * 3;
    return frames.map((_, index) => ({ width, height, data: decoded.subarray(index * size, (index + 1) * size) }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function ffmpeg(args: readonly string[], input?: Buffer): Buffer {
  const run = spawnSync('ffmpeg', ['-loglevel', 'error', '-threads', '1', ...args], {
    maxBuffer: 2 ** 30,
    ...(input !== undefined && { input }),
  });
  if (run.error) throw new InputError(`ffmpeg: does not run (${run.error.message}). Install it: apt install ffmpeg.`);
  if (run.status !== 0) throw new InputError(`ffmpeg: ${run.stderr.toString().trim()}.`);
  return run.stdout;
}
