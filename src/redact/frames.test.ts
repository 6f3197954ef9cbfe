import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../detect/testing/bright-rectangles.js';
import type { Box } from '../geometry/box.js';
import { isOnSide, turnUpright } from '../image/orient.js';
import { redact } from './redact.js';
import { tiffOf } from './testing/tiff.js';

const [WIDTH, HEIGHT] = [96, 64];
const detector = new Detector(new BrightRectangles());
const GREY = { bits: [8], photometric: 1 };

/** A dim upright page with a white face, one sample a pixel. */
function page(face: Box, dim: number): Uint8Array {
  const { data } = paintRectangles(WIDTH, HEIGHT, [face]);
  return Uint8Array.from({ length: WIDTH * HEIGHT }, (_, pixel) => Math.max(dim, data[3 * pixel]!));
}

/** The page as a camera that is held so stores it. */
function stored(upright: Uint8Array, orientation: number) {
  // The way back of a quarter turn is the other quarter turn; all other ways are their own.
  const back = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
  const samples = new Uint8Array(upright.length);
  turnUpright(upright, { width: WIDTH, height: HEIGHT, channels: 1 }, back, samples);
  const [width, height] = isOnSide(orientation) ? [HEIGHT, WIDTH] : [WIDTH, HEIGHT];
  return { width, height, samples };
}

const FACES = [
  { x: 10, y: 8, width: 12, height: 16 },
  { x: 60, y: 30, width: 14, height: 18 },
  { x: 40, y: 40, width: 12, height: 14 },
];

test('pages of a TIFF stay in order, each upright by its own orientation, and their faces are hidden', async () => {
  for (let first = 1; first <= 8; first++) {
    const pages = FACES.map((face, index) => {
      const orientation = ((first - 1 + 3 * index) % 8) + 1;
      return { ...GREY, ...stored(page(face, 20 + 30 * index), orientation), orientation };
    });
    const { data, regions } = await redact(tiffOf(...pages), detector, { shape: 'box', scale: 1 });
    const found = (await detector.detect(tiffOf(...pages))).faces;
    for (const [frame, face] of FACES.entries()) {
      for (const faces of [regions, found]) {
        const [{ box } = { box: undefined }, ...more] = faces.filter((one) => one.frame === frame);
        assert.ok(box && Math.abs(box.x - face.x) < 2 && Math.abs(box.y - face.y) < 2, `${first}, ${frame}`);
        assert.equal(more.length, 0);
      }
      const { orientation = 1 } = await sharp(data, { page: frame }).metadata();
      assert.equal(orientation, 1);
      const { data: pixels, info } = await sharp(data, { page: frame })
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height, info.channels], [WIDTH, HEIGHT, 1]);
      assert.equal(pixels[0], 20 + 30 * frame, `page ${frame} of orientation ${first} and more is in its place`);
      assert.ok(pixels.every((value) => value < 100));
    }
  }
});

test('regions name their frame, or are hidden in all of them; those to keep hold for one', async () => {
  const file = tiffOf(...[0, 1, 2].map(() => ({ ...GREY, ...stored(page(FACES[0]!, 20), 1) })));
  const hidden = async (options: object) => {
    const { data, regions } = await redact(file, detector, { shape: 'box', scale: 1, check: false, ...options });
    const shown: boolean[] = [];
    for (let frame = 0; frame < 3; frame++) {
      const pixels = await sharp(data, { page: frame }).raw().toBuffer();
      shown.push(pixels.some((value) => value === 255));
    }
    return [shown, regions.length];
  };
  assert.deepEqual(await hidden({ only: [FACES[0]] }), [[false, false, false], 3]);
  assert.deepEqual(await hidden({ only: [{ ...FACES[0], frame: 1 }] }), [[true, false, true], 1]);
  assert.deepEqual(await hidden({ keep: [{ ...FACES[0], frame: 2 }] }), [[false, false, true], 2]);
  assert.deepEqual(await hidden({ keep: [FACES[0]] }), [[true, false, false], 2]);
  await assert.rejects(hidden({ only: [{ ...FACES[0], frame: 3 }] }), /is in frame 3, but the picture has 3/);
});

test('what detect finds in an animation is what redact hides', async () => {
  const strip = Buffer.concat(FACES.map((face) => Buffer.from(paintRectangles(WIDTH, HEIGHT, [face]).data)));
  const raw = { width: WIDTH, height: 3 * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
  for (const format of ['gif', 'webp'] as const) {
    const file = await sharp(strip, { raw })
      [format]({ delay: [100, 200, 300] })
      .toBuffer();
    const { faces, frames } = await detector.detect(file);
    assert.deepEqual([frames, faces.map(({ frame }) => frame)], [3, [0, 1, 2]], format);
    const only = faces.map(({ box, frame }) => ({ ...box, ...(frame !== undefined && { frame }) }));
    const { data } = await redact(file, detector, { shape: 'box', scale: 1.2, only });
    const pixels = await sharp(data, { animated: true }).removeAlpha().raw().toBuffer();
    assert.ok(
      pixels.every((value) => value < 100),
      format,
    );
  }
});

test('frames that become the same once their faces are hidden', async () => {
  const strip = Buffer.concat(
    FACES.slice(0, 2).map((face) => Buffer.from(paintRectangles(WIDTH, HEIGHT, [face]).data)),
  );
  const raw = { width: WIDTH, height: 2 * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
  for (const format of ['gif', 'webp'] as const) {
    const file = await sharp(strip, { raw })
      [format]({ delay: [100, 200] })
      .toBuffer();
    const { data, regions } = await redact(file, detector, { shape: 'box' });
    assert.equal(regions.length, 2);
    const pixels = await sharp(data, { animated: true }).removeAlpha().raw().toBuffer();
    assert.ok(
      pixels.every((value) => value < 40),
      format,
    );
  }
});

test('an animation that a camera turned', async () => {
  const strip = Buffer.concat(FACES.map((face) => Buffer.from(paintRectangles(WIDTH, HEIGHT, [face]).data)));
  const raw = { width: WIDTH, height: 3 * HEIGHT, channels: 3, pageHeight: HEIGHT } as const;
  const plain = await sharp(strip, { raw })
    .webp({ lossless: true, delay: [100, 200, 300] })
    .toBuffer();
  for (const orientation of [3, 6, 8]) {
    const file = await sharp(plain, { animated: true })
      .withMetadata({ orientation })
      .webp({ lossless: true })
      .toBuffer();
    const { orientation: said, pages } = await sharp(file).metadata();
    assert.deepEqual([said, pages], [orientation, 3]);
    const { data, width, height, regions } = await redact(file, detector, { shape: 'box' });
    assert.deepEqual([width, height], orientation === 3 ? [WIDTH, HEIGHT] : [HEIGHT, WIDTH]);
    assert.deepEqual(
      regions.map(({ frame }) => frame),
      [0, 1, 2],
    );
    const pixels = await sharp(data, { animated: true }).removeAlpha().raw().toBuffer();
    assert.ok(pixels.every((value) => value < 40));
  }
});
