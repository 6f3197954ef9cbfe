import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { HEIC } from '../redact/testing/heic.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { type OpenPage, openPage, WEIGHTS } from './testing/open-page.js';

const browser = await openBrowser();
const skip = browser ? false : NO_BROWSER;
let opened: OpenPage;

before(async () => {
  if (browser) opened = await openPage(browser);
});
after(async () => {
  await opened?.close();
  await browser?.close();
});

const PHOTO = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
const [width, height] = [320, 150];
const crowd = () => sharp(PHOTO).extract({ left: 60, top: 60, width, height });

/** What `redact` in the page makes of a file, or the message of its error. */
async function redactInPage(file: Uint8Array, call: object = {}, name = 'crowd') {
  const result = await opened.page.evaluate(
    async ({ url, base64, weights, call, name }) => {
      const { createDetector, redact } = await import(`${url}index.js`);
      const state = globalThis as { detector?: unknown };
      state.detector ??= await createDetector({ ...weights, device: 'cpu' });
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      try {
        const { data, ...rest } = await redact(new File([bytes], name), state.detector, call);
        let text = '';
        for (const byte of data as Uint8Array) text += String.fromCharCode(byte);
        return { ...rest, base64: btoa(text) };
      } catch (error) {
        return { error: (error as Error).message, kind: (error as Error).name };
      }
    },
    { url: opened.url, base64: Buffer.from(file).toString('base64'), weights: WEIGHTS, call, name },
  );
  return 'error' in result ? result : { ...result, data: Buffer.from(result.base64, 'base64') };
}

type Regions = readonly { box: { x: number; y: number; width: number; height: number } }[];

/** The middles of masks, and how bright the brightest of them is. */
async function brightestMask(file: Buffer, regions: Regions): Promise<number> {
  const { data, info } = await sharp(file).flatten().raw().toBuffer({ resolveWithObject: true });
  const values = regions.flatMap(({ box }) => {
    const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    if (x >= info.width || y >= info.height) return [];
    return [...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3)];
  });
  return Math.max(...values);
}

test('lossless WebP stays lossless: outside of the masks every pixel is what it was', { skip }, async () => {
  const file = await crowd().webp({ lossless: true }).toBuffer();
  const result = await redactInPage(file, { only: [{ x: 100, y: 50, width: 20, height: 20 }] });
  assert.ok('data' in result && result.format === 'webp', JSON.stringify(result));
  const [before, now] = await Promise.all([file, result.data].map((one) => sharp(one).removeAlpha().raw().toBuffer()));
  assert.deepEqual(now!.subarray(0, 3 * width * 30), before!.subarray(0, 3 * width * 30));
});

test('HEIC without a decoder is refused, with what to do', { skip }, async () => {
  const result = await redactInPage(HEIC, {}, 'phone.heic');
  assert.match('error' in result ? result.error : '', /^phone\.heic: is HEIC.*decodeHeicWith/);
});

test('HEIC by the decoder that the page gives, written as JPEG', { skip }, async () => {
  const found = await opened.page.evaluate(
    async ({ url, base64 }) => {
      const { createDetector, decodeHeicWith, readImage, redact } = await import(`${url}index.js`);
      decodeHeicWith(() => import(`${url}heic.js`));
      const file = new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], 'phone.heic');
      const { width, height, data } = await readImage(file);
      const detector = await createDetector({ weights: '/proposals.safetensors', device: 'cpu' });
      const { format, regions } = await redact(file, detector, { only: [{ x: 30, y: 20, width: 14, height: 18 }] });
      const at = 3 * (29 * width + 37);
      return { width, height, middle: [...data.subarray(at, at + 3)], format, hidden: regions.length };
    },
    { url: opened.url, base64: HEIC.toString('base64') },
  );
  assert.ok(Math.min(...found.middle) > 200, `the white rectangle is ${found.middle}`);
  assert.deepEqual([found.width, found.height, found.format, found.hidden], [96, 64, 'jpeg', 1]);
});

for (const format of ['jpeg', 'png', 'webp'] as const) {
  test(`${format}: the same format, the faces black, no metadata`, { skip }, async () => {
    const tagged = crowd()
      .withExif({ IFD0: { Artist: 'me' }, IFD3: { GPSLatitude: '1/1' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>');
    const result = await redactInPage(await tagged.toFormat(format).toBuffer());
    assert.ok('data' in result, JSON.stringify(result));
    assert.equal(result.format, format);
    assert.ok(result.regions.length >= 20 && result.remaining.length === 0, `${result.regions.length} regions`);
    const { exif, xmp, iptc, icc, ...header } = await sharp(result.data).metadata();
    assert.deepEqual([exif, xmp, iptc, icc], [undefined, undefined, undefined, undefined]);
    assert.deepEqual([header.format, header.width, header.height], [format, width, height]);
    assert.ok((await brightestMask(result.data, result.regions)) < 40);
    const [before, now] = await Promise.all(
      [crowd(), sharp(result.data)].map((one) => one.removeAlpha().raw().toBuffer()),
    );
    // A corner with nobody in it.
    assert.ok(Math.abs(before![0]! - now![0]!) < 20);
  });
}

test('upright, whatever EXIF says, and no finer than it was', { skip }, async () => {
  const turned = await crowd()
    .rotate(90)
    .keepMetadata()
    .jpeg({ quality: 60 })
    .withMetadata({ orientation: 8 })
    .toBuffer();
  const result = await redactInPage(turned);
  assert.ok('data' in result, JSON.stringify(result));
  assert.deepEqual([result.width, result.height], [width, height]);
  const { orientation } = await sharp(result.data).metadata();
  assert.equal(orientation, undefined);
  assert.ok(result.data.length < 1.3 * turned.length, `${result.data.length} of ${turned.length} bytes`);
});

test('transparency stays, and what it hides is hidden', { skip }, async () => {
  const alpha = Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="white" opacity="0.6"/></svg>`,
  );
  const file = await crowd()
    .ensureAlpha()
    .composite([{ input: alpha, blend: 'dest-in' }])
    .png()
    .toBuffer();
  const result = await redactInPage(file);
  assert.ok('data' in result, JSON.stringify(result));
  assert.ok(result.regions.length >= 20, `${result.regions.length} regions`);
  const { data } = await sharp(result.data).raw().toBuffer({ resolveWithObject: true });
  assert.ok(data[3]! > 140 && data[3]! < 165, `the corner's opacity is ${data[3]}`);
  const { x, y, width: w, height: h } = result.regions[0].box;
  const at = 4 * (Math.round(y + h / 2) * width + Math.round(x + w / 2));
  assert.deepEqual([...data.subarray(at, at + 4)], [0, 0, 0, 255]);
});

test('keep, also, mosaic and blur; a check that finds a face hides it', { skip }, async () => {
  const file = await crowd().png().toBuffer();
  const all = await redactInPage(file);
  assert.ok('data' in all);
  const [face] = all.regions as Regions;
  const result = await redactInPage(file, {
    keep: [face!.box],
    also: [{ x: 0, y: 0, width: 8, height: 8 }],
    with: 'mosaic',
  });
  assert.ok('data' in result, JSON.stringify(result));
  const [before, now] = await Promise.all(
    [sharp(file), sharp(result.data)].map((one) => one.removeAlpha().raw().toBuffer()),
  );
  const at =
    3 * (Math.round(face!.box.y + face!.box.height / 2) * width + Math.round(face!.box.x + face!.box.width / 2));
  assert.deepEqual(now!.subarray(at, at + 3), before!.subarray(at, at + 3));
  const only = await redactInPage(file, { only: [face!.box], with: 'blur' });
  assert.ok('data' in only && only.regions.length === 1);
});

test('what cannot be hidden in is refused by name', { skip }, async () => {
  const { data: still } = await crowd().removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const frames = () =>
    sharp(Buffer.concat([still, still.toReversed()]), {
      raw: { width, height: 2 * height, channels: 3, pageHeight: height },
    });
  const jpeg = await crowd().jpeg().toBuffer();
  const cases: [name: string, file: Uint8Array, words: RegExp][] = [
    ['cut.jpg', jpeg.subarray(0, jpeg.length >> 1), /damaged or cut off/],
    ['moving.gif', await frames().gif().toBuffer(), /2 frames, and browsers write one/],
    ['moving.webp', await frames().webp().toBuffer(), /2 frames, and browsers write one/],
    ['scan.tif', await crowd().tiff().toBuffer(), /TIFF/],
    ['empty.png', new Uint8Array(), /empty/],
    ['notes.txt', Buffer.from('no picture'), /no picture/],
  ];
  for (const [name, file, words] of cases) {
    const result = await redactInPage(file, {}, name);
    assert.ok('error' in result, name);
    assert.match(result.error, new RegExp(`^${name}: .*${words.source}.*\\.$`));
    assert.equal(result.kind, 'InputError');
  }
  const kept = await redactInPage(jpeg, { keepMetadata: true });
  assert.match('error' in kept ? kept.error : '', /metadata cannot be read here/);
  const wrong = await redactInPage(jpeg, { with: 'magic' });
  assert.match('error' in wrong ? wrong.error : '', /with: expected/);
});
