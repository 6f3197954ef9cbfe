import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { PORTRAITS } from '../../src/web/testing/crowd.js';
import type { TestFile } from '../../src/web/testing/visit.js';

/** What is dropped on the page for its pictures. */
export type ScreenFiles = Readonly<
  Record<'crowd' | 'second' | 'third' | 'unsure' | 'large' | 'empty' | 'damaged' | 'tiff' | 'clip', TestFile>
>;

/** Portraits that an image model made, in the public domain, and what is made of them. Needs ffmpeg, for a video. */
export async function screenFiles(): Promise<ScreenFiles> {
  const whole = await readFile(PORTRAITS);
  const part = (left: number, top: number, width: number, height: number, scale: number) =>
    sharp(PORTRAITS)
      .extract({ left, top, width, height })
      .resize(width * scale, height * scale);
  const jpeg = (image: Sharp) => image.jpeg({ quality: 90 }).toBuffer();
  const grounds = { width: 6000, height: 4000, channels: 3, background: '#7a8a70' } as const;
  const large = sharp({ create: grounds }).composite([
    { input: await jpeg(part(0, 0, 320, 240, 6)), left: 2000, top: 1200 },
  ]);
  const plain = sharp({ create: { ...grounds, width: 1200, height: 800 } });
  return {
    crowd: { name: 'crowd.jpg', bytes: whole },
    second: { name: 'Straße am Markt.jpg', bytes: await jpeg(part(0, 185, 320, 75, 3)) },
    third: {
      name: 'a rather long name of a photo, as some cameras and people write them.jpg',
      bytes: await jpeg(part(100, 0, 200, 200, 4)),
    },
    // The smallest: of some of them the detector is unsure.
    unsure: { name: 'small.png', bytes: await part(100, 0, 400, 110, 1).png().toBuffer() },
    large: { name: 'large.jpg', bytes: await jpeg(large) },
    empty: { name: 'meadow.jpg', bytes: await jpeg(plain) },
    damaged: { name: 'cut-off.jpg', bytes: whole.subarray(0, whole.length >> 1) },
    tiff: { name: 'scan.tiff', bytes: await part(0, 0, 320, 240, 1).tiff().toBuffer() },
    clip: { name: 'clip.mp4', bytes: await clip() },
  };
}

/** A second along a row of portraits. */
async function clip(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-screens-'));
  const file = join(folder, 'clip.mp4');
  const pan = "crop=160:90:'t*40':185,scale=640:360,fps=8";
  const flags = ['-v', 'error', '-y', '-loop', '1', '-t', '1', '-i', PORTRAITS, '-vf', pan];
  await promisify(execFile)('ffmpeg', [...flags, '-c:v', 'libx264', '-crf', '16', '-pix_fmt', 'yuv420p', file]);
  const bytes = await readFile(file);
  await rm(folder, { recursive: true });
  return bytes;
}
