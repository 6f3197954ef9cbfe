import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../detect/testing/bright-rectangles.js';
import type { Box } from '../geometry/box.js';
import { redact } from './redact.js';

const [WIDTH, HEIGHT] = [160, 96];
const FACE = { x: 40, y: 30, width: 16, height: 20 };
const detector = new Detector(new BrightRectangles());

/** The face in its colours, with an alpha that may depend on the place. */
function withAlpha(
  alphaAt: (x: number, y: number) => number,
  face: readonly [number, number, number] = [255, 255, 255],
): Sharp {
  const { data } = paintRectangles(WIDTH, HEIGHT, [FACE]);
  const rgba = Buffer.alloc(WIDTH * HEIGHT * 4);
  for (let pixel = 0; pixel < WIDTH * HEIGHT; pixel++) {
    const inFace = data[3 * pixel] === 255;
    rgba.set(inFace ? face : [0, 0, 0], 4 * pixel);
    rgba[4 * pixel + 3] = alphaAt(pixel % WIDTH, Math.floor(pixel / WIDTH));
  }
  return sharp(rgba, { raw: { width: WIDTH, height: HEIGHT, channels: 4 } });
}

const FORMATS: Record<string, (picture: Sharp) => Sharp> = {
  PNG: (picture) => picture.png(),
  'PNG, 16 bits': (picture) => picture.toColourspace('rgb16').png(),
  'PNG, grey': (picture) => picture.toColourspace('b-w').png(),
  'PNG, 16 bits, grey': (picture) => picture.toColourspace('grey16').png(),
  TIFF: (picture) => picture.tiff({ compression: 'lzw' }),
  'WebP, lossless': (picture) => picture.webp({ lossless: true, exact: true }),
  WebP: (picture) => picture.webp({ quality: 95, exact: true }),
  AVIF: (picture) => picture.avif({ quality: 95, chromaSubsampling: '4:4:4' }),
};

/** The brightest red of the face's place once transparency is dropped. */
async function brightest(file: Uint8Array): Promise<number> {
  const { data, info } = await sharp(file).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  let most = 0;
  for (let y = FACE.y; y < FACE.y + FACE.height; y++) {
    for (let x = FACE.x; x < FACE.x + FACE.width; x++)
      most = Math.max(most, data[(y * info.width + x) * info.channels]!);
  }
  return most;
}

/** Where pictures are white on white, the detector takes them for faces as a whole. */
const isFace = ({ x, y }: Box) => Math.abs(x - FACE.x) < 3 && Math.abs(y - FACE.y) < 3;

const inFace = (x: number, y: number) =>
  x >= FACE.x && x < FACE.x + FACE.width && y >= FACE.y && y < FACE.y + FACE.height;

for (const [name, encode] of Object.entries(FORMATS)) {
  test(`${name}: what nobody can see is not there`, async () => {
    const file = await encode(withAlpha(() => 0)).toBuffer();
    assert.ok((await brightest(file)) > 200, 'the file hides a face under its transparency');
    const { data, regions } = await redact(file, detector);
    assert.ok(!regions.some(({ box }) => isFace(box)));
    assert.ok((await brightest(data)) < 8);
    // Not even where nothing is detected.
    assert.ok((await brightest((await redact(file, detector, { only: [] })).data)) < 8);
  });

  test(`${name}: what is hardly seen, or seen on one background alone, is found`, async () => {
    for (const [what, picture] of Object.entries({
      'hardly opaque': withAlpha(() => 3),
      'a window into nothing beside it': withAlpha((x) => (x < 80 ? 255 : 0)),
      'half opaque': withAlpha((x) => (x < 80 ? 128 : 255)),
      // On black the face is white as its surroundings are on white.
      'a face of opacity, in white on nothing': withAlpha((x, y) => (inFace(x, y) ? 255 : 0)),
    })) {
      const file = await encode(picture).toBuffer();
      const { data, regions, remaining } = await redact(file, detector, { shape: 'box' });
      assert.ok(
        regions.some(({ box }) => isFace(box)),
        what,
      );
      assert.equal(remaining.length, 0, what);
      assert.ok((await brightest(data)) < 30, what);
    }
  });
}

test('GIF: a face under its transparent colour', async () => {
  const file = await withAlpha((x) => (x < 80 ? 0 : 255))
    .gif()
    .toBuffer();
  const { data } = await redact(file, detector);
  assert.ok((await brightest(data)) < 8);
});

test('GIF: mosaic and blur over pixels that are not there leave pixels that are there, or are not', async () => {
  const file = await withAlpha((x) => (x >= FACE.x + 4 && x < FACE.x + 8 ? 0 : 255))
    .gif()
    .toBuffer();
  for (const hiding of ['mosaic', 'blur'] as const) {
    const { data } = await redact(file, detector, { with: hiding, only: [FACE] });
    const { data: pixels, info } = await sharp(data).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    assert.equal(info.width, WIDTH);
    const alphas = new Set(pixels.filter((_, at) => at % 4 === 3));
    assert.ok(
      [...alphas].every((alpha) => alpha === 0 || alpha === 255),
      hiding,
    );
  }
});

test('detect looks at what transparency hides in part, and finds each face once', async () => {
  const file = await withAlpha(() => 60)
    .png()
    .toBuffer();
  const { faces } = await detector.detect(file);
  const found = faces.filter(({ box }) => isFace(box));
  assert.deepEqual(
    found.map(({ frame }) => frame),
    [undefined],
  );
  // As it is seen on white, there is nothing.
  const seen = await sharp(file).flatten({ background: 'white' }).png().toBuffer();
  assert.ok(!(await detector.detect(seen)).faces.some(({ box }) => isFace(box)));
});

test('masks are opaque, and transparency elsewhere stays', async () => {
  for (const encode of [FORMATS.PNG!, FORMATS['PNG, 16 bits']!, FORMATS.TIFF!, FORMATS['WebP, lossless']!]) {
    const file = await encode(withAlpha((x) => (x < 80 ? 77 : 255))).toBuffer();
    const { data } = await redact(file, detector, { shape: 'box', scale: 1, only: [FACE] });
    const { data: pixels } = await sharp(data)
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const alpha = (x: number, y: number) => pixels[(y * WIDTH + x) * 4 + 3];
    assert.deepEqual([alpha(48, 40), alpha(5, 5), alpha(100, 50)], [255, 77, 255]);
  }
});
