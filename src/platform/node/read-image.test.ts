import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { readImage } from './read-image.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-'));
after(() => rm(folder, { recursive: true }));

/** 48 × 32: the left half red, the right half blue. */
const picture = () => {
  const data = Buffer.alloc(48 * 32 * 3);
  for (let i = 0; i < 48 * 32; i++) data[3 * i + (i % 48 < 24 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width: 48, height: 32, channels: 3 } });
};

async function pixel(bytes: Uint8Array, x: number, y: number): Promise<number[]> {
  const { width, data } = await readImage(bytes);
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

function assertNear(actual: readonly number[], expected: readonly number[], tolerance: number, what: string): void {
  const near = actual.length === expected.length && actual.every((v, i) => Math.abs(v - expected[i]!) <= tolerance);
  assert(near, `${what}: ${actual} is not within ${tolerance} of ${expected}`);
}

test('reads every format to the same pixels', async () => {
  const files = {
    jpeg: await picture().jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer(),
    png: await picture().png().toBuffer(),
    webp: await picture().webp({ lossless: true }).toBuffer(),
    avif: await picture().avif({ quality: 95 }).toBuffer(),
    tiff: await picture().tiff({ compression: 'lzw' }).toBuffer(),
    gif: await picture().gif().toBuffer(),
  };
  for (const [format, bytes] of Object.entries(files)) {
    const { width, height, data } = await readImage(bytes);
    assert.deepEqual([width, height, data.length], [48, 32, 48 * 32 * 3], format);
    assertNear(await pixel(bytes, 8, 16), [255, 0, 0], 6, format);
    assertNear(await pixel(bytes, 40, 16), [0, 0, 255], 6, format);
  }
});

test('turns the picture upright by its EXIF orientation', async () => {
  // Orientation 6: the camera was turned, what is stored on the left belongs on top.
  const bytes = await picture().withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
  const { width, height } = await readImage(bytes);
  assert.deepEqual([width, height], [32, 48]);
  assertNear(await pixel(bytes, 16, 8), [255, 0, 0], 6, 'top');
  assertNear(await pixel(bytes, 16, 40), [0, 0, 255], 6, 'bottom');
});

test('converts grey, 16 bits, two colours and CMYK to 8-bit sRGB', async () => {
  const grey = sharp({ create: { width: 8, height: 8, channels: 3, background: '#646464' } }).toColourspace('b-w');
  assert.deepEqual(await pixel(await grey.clone().png().toBuffer(), 4, 4), [100, 100, 100]);
  assertNear(await pixel(await grey.clone().jpeg().toBuffer(), 4, 4), [100, 100, 100], 1, 'grey JPEG');

  const grey16 = await grey.clone().toColourspace('grey16').png().toBuffer();
  assert.equal((await sharp(grey16).metadata()).depth, 'ushort');
  assertNear(await pixel(grey16, 4, 4), [100, 100, 100], 1, '16-bit grey PNG');

  const rgb16 = picture().toColourspace('rgb16');
  assertNear(await pixel(await rgb16.clone().png().toBuffer(), 8, 8), [255, 0, 0], 1, '16-bit PNG');
  assertNear(await pixel(await rgb16.clone().tiff().toBuffer(), 8, 8), [255, 0, 0], 1, '16-bit TIFF');
  assertNear(
    await pixel(await rgb16.clone().withIccProfile('srgb').png().toBuffer(), 8, 8),
    [255, 0, 0],
    2,
    '16-bit PNG with a profile',
  );

  const bilevel = await grey.clone().threshold(50).png({ palette: true, colours: 2 }).toBuffer();
  assert.deepEqual(await pixel(bilevel, 4, 4), [255, 255, 255]);

  const paper = sharp({ create: { width: 8, height: 8, channels: 3, background: 'white' } });
  assertNear(
    await pixel(await paper.clone().toColourspace('cmyk').jpeg().toBuffer(), 4, 4),
    [255, 255, 255],
    3,
    'CMYK white',
  );
  const [red, green, blue] = await pixel(await picture().toColourspace('cmyk').jpeg().toBuffer(), 8, 16);
  assert(red! > 200 && green! < 70 && blue! < 70, `CMYK red is ${red}, ${green}, ${blue}`);
});

test('honours an embedded colour profile', async () => {
  // In Display P3's wider gamut this green is stored as about 67, 151, 42.
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: { r: 0, g: 153, b: 0 } } })
    .withIccProfile('p3')
    .png()
    .toBuffer();
  assertNear(await pixel(bytes, 4, 4), [0, 153, 0], 2, 'sRGB green stored as P3');
});

test('lays transparency on white', async () => {
  const half = { r: 0, g: 0, b: 0, alpha: 0.5 };
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 4, background: half } })
    .png()
    .toBuffer();
  assertNear(await pixel(bytes, 4, 4), [127, 127, 127], 1, 'half-transparent black');
});

test('takes the first frame of an animation', async () => {
  const frame = (colour: string) => ({ create: { width: 8, height: 8, channels: 3 as const, background: colour } });
  const frames = await Promise.all(['red', 'blue'].map((colour) => sharp(frame(colour)).png().toBuffer()));
  const gif = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  const { width, height } = await readImage(gif);
  assert.deepEqual([width, height], [8, 8]);
  assertNear(await pixel(gif, 4, 4), [255, 0, 0], 4, 'first frame');
});

test('refuses by its header what is too large to decode', async () => {
  const png = await picture().png().toBuffer();
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  // The checksum of the header chunk, so that the size is its only flaw.
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  await assert.rejects(readImage(png, { name: 'huge.png' }), {
    name: 'InputError',
    message: /^huge\.png: has 60000 × 60000 = 3,600,000,000 pixels, more than the limit of 268,402,689; scale it down/,
  });
  const small = await picture().jpeg().toBuffer();
  await assert.rejects(readImage(small, { maxPixels: 48 * 32 - 1 }), /more than the limit of 1,535/);
  assert.equal((await readImage(small, { maxPixels: 48 * 32 })).width, 48);
});

test('says what is wrong with a file that is no picture', async () => {
  const file = async (name: string, bytes: string | Uint8Array) => {
    await writeFile(join(folder, name), bytes);
    return join(folder, name);
  };
  const noise = Buffer.from(Uint8Array.from({ length: 256 * 256 * 3 }, (_, i) => Math.imul(i, 2654435761) >>> 24));
  const whole = sharp(noise, { raw: { width: 256, height: 256, channels: 3 } });
  const cut = async (bytes: Promise<Buffer>) => bytes.then((all) => all.subarray(0, all.length / 2));
  await mkdir(join(folder, 'folder.jpg'));

  const cases: [Promise<string>, RegExp][] = [
    [file('empty.jpg', ''), /empty\.jpg: is empty; expected a JPEG, PNG/],
    [file('text.jpg', 'no picture at all\n'), /text\.jpg: is not a picture or its header is damaged; expected a JPEG/],
    [file('cut.jpg', await cut(whole.clone().jpeg().toBuffer())), /cut\.jpg: is damaged or cut off/],
    [file('cut.png', await cut(whole.clone().png().toBuffer())), /cut\.png: is damaged or cut off/],
    [file('cut.webp', await cut(whole.clone().webp().toBuffer())), /cut\.webp: is (damaged or cut off|not a picture)/],
    [file('cut.tiff', await cut(whole.clone().tiff().toBuffer())), /cut\.tiff: is (damaged or cut off|not a picture)/],
    [file('svg.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), /svg\.png: is svg; expected/],
    [Promise.resolve(join(folder, 'folder.jpg')), /folder\.jpg: is a folder; expected a picture file/],
    [Promise.resolve(join(folder, 'absent.jpg')), /absent\.jpg: does not exist/],
  ];
  for (const [path, message] of cases) await assert.rejects(readImage(await path), { name: 'InputError', message });
  await assert.rejects(readImage(new Uint8Array()), /^InputError: picture: is empty/);
});

test('says of HEIC what it is and what to do', async () => {
  const avif = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } })
    .avif()
    .toBuffer();
  await assert.rejects(readImage(asHeic(avif), { name: 'IMG_1.HEIC' }), {
    name: 'InputError',
    message: /^IMG_1\.HEIC: is .*cannot be decoded: /,
  });
});

test('says that a file may not be read', { skip: process.getuid?.() === 0 && 'root may read everything' }, async () => {
  const path = join(folder, 'locked.jpg');
  await writeFile(path, 'x');
  await chmod(path, 0);
  await assert.rejects(readImage(path), { name: 'InputError', message: /locked\.jpg: may not be read/ });
});

/** The checksum of PNG chunks (PNG specification, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** An AVIF that says that it is coded in HEVC. Sources: ISO/IEC 14496-12 (boxes) and 14496-15, 8.3.2 (hvcC). */
function asHeic(avif: Buffer): Buffer {
  const configuration = Buffer.alloc(31);
  configuration.writeUInt32BE(configuration.length);
  configuration.write('hvcC', 4);
  configuration[8] = 1;
  const start = avif.indexOf('av1C') - 4;
  const end = start + avif.readUInt32BE(start);
  const heic = Buffer.concat([avif.subarray(0, start), configuration, avif.subarray(end)]);
  for (const box of ['meta', 'iprp', 'ipco']) {
    const at = heic.indexOf(box) - 4;
    heic.writeUInt32BE(heic.readUInt32BE(at) + heic.length - avif.length, at);
  }
  heic.write('heic', heic.indexOf('avif'));
  heic.write('hvc1', heic.indexOf('av01'));
  return heic;
}
