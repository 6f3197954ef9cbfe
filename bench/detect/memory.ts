import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { Image } from '../../src/image/image.js';

export interface MemoryTask {
  /** Path of the photo. */
  readonly photo: string;
  readonly threads: number;
  readonly weights?: string | undefined;
}

export interface MemoryReport {
  /** Largest resident set of the process so far, in MiB: before the photo was touched, and after it. */
  readonly before: number;
  readonly peak: number;
  readonly seconds: number;
  readonly faces: number;
}

/** A photo of `width` × `height` pixels, covered with copies of `image`, on disk while `use` runs. */
export async function withLargePhoto<Result>(
  image: Image,
  width: number,
  height: number,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-bench-'));
  try {
    const path = join(folder, 'large.jpg');
    const raw = { width: image.width, height: image.height, channels: 3 } as const;
    await sharp({ create: { width, height, channels: 3, background: 'black' }, limitInputPixels: false })
      .composite([{ input: image.data as Buffer, raw, tile: true, gravity: 'northwest' }])
      .jpeg()
      .toFile(path);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs the built detector (`npm run build`) on one photo in a process of its own, whose peak memory is that of the detection. */
export async function peakMemory(task: MemoryTask): Promise<MemoryReport> {
  const path = fileURLToPath(new URL('memory-child.mjs', import.meta.url));
  const child = fork(path, [JSON.stringify(task)], { execArgv: [] });
  return await new Promise<MemoryReport>((resolve, reject) => {
    child.once('message', (message) => resolve(message as MemoryReport));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`The measuring process ended early: ${signal ?? code}.`)));
  }).finally(() => stop(child));
}

function stop(child: ChildProcess): void {
  child.removeAllListeners();
  child.kill();
}
