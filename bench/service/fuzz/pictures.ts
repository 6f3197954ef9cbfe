import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import type { Chance } from './chance.js';

/** Chunk of a PNG. */
function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  // The sum is wrong, as what is made by hand may be.
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}

/** Small pictures of each format, and what only looks like one. */
export async function bodies(): Promise<Buffer[]> {
  const small = sharp(await readFile('docs/portraits.jpg')).extract({ left: 60, top: 60, width: 64, height: 48 });
  const good = await Promise.all([
    small.clone().jpeg().toBuffer(),
    small.clone().png().toBuffer(),
    small.clone().webp().toBuffer(),
    small.clone().gif().toBuffer(),
    small.clone().tiff().toBuffer(),
    small.clone().avif({ effort: 0 }).toBuffer(),
  ]);
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'grey' }, limitInputPixels: false });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2 ** 31 - 1, 0);
  header.writeUInt32BE(2 ** 31 - 1, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const bombs = [
    await flat(16_000, 16_000).png({ compressionLevel: 9 }).toBuffer(),
    await flat(16_000, 1).jpeg().toBuffer(),
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(10_000_000)))]),
    Buffer.concat([
      signature,
      chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(50_000_000))])),
    ]),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    Buffer.from('%PDF-1.4'),
    Buffer.alloc(0),
    Buffer.alloc(2_500_000, 'x'),
  ];
  return [...good, ...good, ...good, ...bombs];
}

const run = promisify(execFile);

/** Small videos of some kinds, by ffmpeg: three frames of a crowd and a sound. */
export async function clips(): Promise<Buffer[]> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-fuzz-'));
  try {
    const still = ['-loop', '1', '-framerate', '25', '-i', 'docs/portraits.jpg', '-f', 'lavfi', '-i', 'sine=440'];
    const look = ['-vf', 'crop=96:64:60:60', '-frames:v', '3', '-t', '0.12', '-pix_fmt', 'yuv420p'];
    const made = ['a.mp4', 'a.mov', 'a.mkv', 'a.webm'].map(async (name) => {
      const path = join(folder, name);
      await run('ffmpeg', ['-v', 'error', ...still, ...look, path]);
      return await readFile(path);
    });
    return await Promise.all(made);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Some of its bytes changed, cut off or added; more often none. */
export function mutated(bytes: Buffer, chance: Chance): Buffer {
  const copy = Buffer.from(bytes);
  switch (chance.below(6)) {
    case 0:
      for (let i = 0; i < 8 && copy.length > 0; i++) copy[chance.below(copy.length)] = chance.below(256);
      return copy;
    case 1:
      return copy.subarray(0, chance.below(copy.length + 1));
    case 2:
      return Buffer.concat([copy, chance.bytes(chance.below(200))]);
    default:
      return copy;
  }
}
