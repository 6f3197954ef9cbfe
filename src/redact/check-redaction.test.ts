import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { platform } from '#platform';
import type { Photo, Writing } from '../image/photo.js';
import { createRandom } from '../random/random.js';
import { VerificationError, verifyRedaction } from './check-redaction.js';
import { pixelOf } from './color.js';
import { Cover } from './cover.js';
import { redactOptions } from './options.js';
import { writeRedaction } from './write-redaction.js';

const [WIDTH, HEIGHT] = [96, 64];
const BOX = { x: 30, y: 20, width: 14, height: 18 };
const settings = redactOptions.parse({ shape: 'box', scale: 1 });

/** Noise, the worst for every encoder that loses something. */
function noise(seed: number, channels: 3 | 4 = 3) {
  const random = createRandom(seed, 1);
  const data = Uint8Array.from({ length: WIDTH * HEIGHT * channels }, () => Math.floor(random() * 256));
  return sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels } });
}

async function painted(file: Uint8Array): Promise<Photo> {
  const photo = await platform.decodePhoto(file, { name: 'p' });
  for (const frame of photo.frames)
    new Cover(frame, settings, pixelOf('black', frame.layout)).hide([{ box: BOX, round: 0 }]);
  return photo;
}

const encoded = async (photo: Photo, writing: Writing) => (await platform.encodePhoto(photo, writing, 'photo')).file;

const regionsOf = ({ frames }: Photo) => [...frames.keys()].map((frame) => ({ box: BOX, frame, round: 0 }));

const FILES: Record<string, () => Promise<Uint8Array>> = {
  'JPEG of quality 10': () => noise(1).jpeg({ quality: 10 }).toBuffer(),
  'JPEG of quality 80': () => noise(1).jpeg({ quality: 80 }).toBuffer(),
  'JPEG of quality 100': () => noise(1).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
  PNG: () => noise(2, 4).png().toBuffer(),
  WebP: () => noise(3).webp({ quality: 20 }).toBuffer(),
  'WebP, lossless': () => noise(3, 4).webp({ lossless: true }).toBuffer(),
  AVIF: () => noise(4).avif({ quality: 30, effort: 0 }).toBuffer(),
  TIFF: () => noise(5, 4).tiff({ compression: 'lzw' }).toBuffer(),
  'TIFF in JPEG': () => noise(5).tiff({ compression: 'jpeg', quality: 30 }).toBuffer(),
  GIF: () => noise(6).gif().toBuffer(),
};

for (const [name, make] of Object.entries(FILES)) {
  test(`${name}: what is written is what was painted, and a file that is not is refused`, async () => {
    const file = await make();
    const photo = await painted(file);
    const { writing, frames } = photo;
    const expected = { writing, frames, regions: regionsOf(photo), settings };
    const whole = { file, photo, regions: expected.regions, settings, name: 'p' };
    const written = await writeRedaction(whole);
    assert.equal(written.format, writing.format);

    const refused = (data: Uint8Array, message: RegExp) =>
      assert.rejects(
        verifyRedaction(data, expected, 'p'),
        (error: Error) =>
          error instanceof VerificationError && message.test(error.message) && /^p: .*\.$/.test(error.message),
      );
    // The photo as it came, with the face open.
    await refused(
      await encoded(await platform.decodePhoto(file), writing),
      /does not hide what is at 30,20|is not the picture/,
    );
    // Written upside down, smaller, in another format, cut off.
    const other = async (change: (photo: Photo) => Promise<Uint8Array>) => change(photo);
    await refused(
      await other(async () => {
        const turned = await platform.decodePhoto(file);
        for (const frame of turned.frames) frame.samples.set(photo.frames[0]!.samples.slice().reverse());
        return encoded(turned, writing);
      }),
      /does not hide|is not the picture/,
    );
    const small = await platform.decodePhoto(await noise(9).resize(48, 32).png().toBuffer());
    await refused(await encoded(small, writing), /has 48 × 32 pixels instead of 96 × 64/);
    const elsewhere: Writing = writing.format === 'png' ? { format: 'gif' } : { format: 'png', progressive: false };
    await refused(await encoded(photo, elsewhere), /instead of/);
    await refused(written.data.subarray(0, written.data.length >> 1), /cannot be read/);
  });
}

test('a frame that is missing, or hidden in its neighbour, is refused', async () => {
  const strip = Buffer.concat(await Promise.all([1, 2, 3].map((seed) => noise(seed).raw().toBuffer())));
  const raw = { width: WIDTH, height: 3 * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
  const file = await sharp(strip, { raw })
    .webp({ lossless: true, delay: [50, 60, 70] })
    .toBuffer();
  const photo = await painted(file);
  const expected = { writing: photo.writing, frames: photo.frames, regions: regionsOf(photo), settings };
  await verifyRedaction(await encoded(photo, photo.writing), expected, 'p');
  const one = await encoded(await painted(await noise(1).png().toBuffer()), photo.writing);
  await assert.rejects(verifyRedaction(one, expected, 'p'), /has 1 frames instead of 3/);
  const open = await platform.decodePhoto(file);
  open.frames[0]!.samples.set(photo.frames[0]!.samples);
  open.frames[2]!.samples.set(photo.frames[2]!.samples);
  const data = await encoded(open, photo.writing);
  await assert.rejects(verifyRedaction(data, expected, 'p'), /in frame 1/);
});

test('a photo so coarse that its surroundings run into the mask is written more finely', async () => {
  const white = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#ff2000' } });
  const file = await white.jpeg({ quality: 1 }).toBuffer();
  const photo = await painted(file);
  const { data } = await writeRedaction({ file, photo, regions: regionsOf(photo), settings, name: 'p' });
  const { data: pixels } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  const inside = Array.from({ length: BOX.height }, (_, y) => pixels[((BOX.y + y) * WIDTH + BOX.x + 7) * 3]!);
  assert.ok(Math.max(...inside) < 60, `${inside}`);
});
