import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import { Detector } from '../detect/detector.js';
import { BrightRectangles, paintRectangles } from '../detect/testing/bright-rectangles.js';
import { InputError } from '../errors/errors.js';
import type { Box } from '../geometry/box.js';
import { readImage } from '../platform/node/read-image.js';
import { redact } from './redact.js';
import { tiffOfPages } from './testing/tiff.js';

const BOX = { x: 40, y: 30, width: 12, height: 16 };
const OTHER = { x: 120, y: 50, width: 30, height: 36 };
const detector = new Detector(new BrightRectangles());

/** 200 × 100, black, with white rectangles for faces. */
function photo(boxes: readonly Box[] = [BOX, OTHER]): Sharp {
  return sharp(paintRectangles(200, 100, boxes).data, { raw: { width: 200, height: 100, channels: 3 } });
}

/** Red of the pixel in the middle of a box. */
async function middle(file: Uint8Array, { x, y, width, height }: Box): Promise<number> {
  const image = await readImage(file);
  return image.data[((y + height / 2) * image.width + x + width / 2) * 3]!;
}

test('faces found are hidden, nothing else changes, and the check finds nothing', async () => {
  const file = await photo().png().toBuffer();
  const { data, regions, remaining, format, width, height } = await redact(file, detector, { color: '#ff0000' });
  assert.deepEqual([format, width, height, regions.length, remaining.length], ['png', 200, 100, 2, 0]);
  const [before, after] = [await readImage(file), await readImage(data)];
  for (let y = 0; y < 100; y++) {
    for (let x = 0; x < 200; x++) {
      const at = (y * 200 + x) * 3;
      const pixel = [...after.data.subarray(at, at + 3)];
      const inside = [BOX, OTHER].some(
        (box) =>
          ((x + 0.5 - box.x - box.width / 2) / (0.65 * box.width)) ** 2 +
            ((y + 0.5 - box.y - box.height / 2) / (0.65 * box.height)) ** 2 <=
          1,
      );
      const outside = [BOX, OTHER].every(
        (box) =>
          Math.abs(x + 0.5 - box.x - box.width / 2) > 0.65 * box.width + 1 ||
          Math.abs(y + 0.5 - box.y - box.height / 2) > 0.65 * box.height + 1,
      );
      if (inside) assert.deepEqual(pixel, [255, 0, 0], `${x}, ${y}`);
      if (outside) assert.deepEqual(pixel, [...before.data.subarray(at, at + 3)], `${x}, ${y}`);
    }
  }
});

test('a box hides the corners too', async () => {
  const file = await photo([OTHER]).png().toBuffer();
  const hidden = async (shape: 'box' | 'ellipse') => {
    const { data } = await redact(file, detector, { shape, scale: 1, color: 'lime', check: false });
    return [...(await readImage(data)).data.subarray((50 * 200 + 120) * 3, (50 * 200 + 121) * 3)];
  };
  assert.deepEqual(await hidden('box'), [0, 255, 0]);
  assert.deepEqual(await hidden('ellipse'), [255, 255, 255]);
});

test('a mosaic has cells, and a blur a slope, in proportion to the face', async () => {
  // Half the face is white, half grey: 8 cells of 4 pixels across 32.
  const scene = paintRectangles(200, 100, [{ x: 60, y: 20, width: 32, height: 32 }]);
  for (let y = 20; y < 52; y++) scene.data.fill(200, (y * 200 + 60) * 3, (y * 200 + 76) * 3);
  const file = await sharp(scene.data, { raw: { width: 200, height: 100, channels: 3 } })
    .png()
    .toBuffer();
  const row = async (hiding: 'mosaic' | 'blur') => {
    const options = { with: hiding, shape: 'box', scale: 1, strength: 0.125, check: false } as const;
    const { data } = await redact(file, detector, options);
    return [...(await readImage(data)).data.subarray((36 * 200 + 60) * 3, (36 * 200 + 92) * 3)].filter(
      (_, i) => i % 3 === 0,
    );
  };
  const cells = await row('mosaic');
  for (let cell = 0; cell < 8; cell++)
    assert.equal(new Set(cells.slice(cell * 4, cell * 4 + 4)).size, 1, `cell ${cell}`);
  assert.ok(cells[0]! < 202 && cells[31]! > 253);
  const slope = await row('blur');
  for (let x = 1; x < 32; x++) assert.ok(slope[x]! >= slope[x - 1]!);
  // The step of 55 is spread over sigma = 4: its middle half lies within ±0.67 sigma.
  const between = slope.filter((value) => value > 200 + 55 / 4 && value < 255 - 55 / 4).length;
  assert.ok(between >= 4 && between <= 7, String(between));
});

test('regions to keep, to add, and nothing but those named', async () => {
  const file = await photo().png().toBuffer();
  const also = { x: 10, y: 70, width: 20, height: 20 };
  const shown = async (options: object) => {
    const { data, regions, remaining } = await redact(file, detector, { color: '#640000', shape: 'box', ...options });
    const reds = await Promise.all([BOX, OTHER, also].map((box) => middle(data, box)));
    return [...reds, regions.length, remaining.length];
  };
  assert.deepEqual(await shown({ keep: [BOX] }), [255, 100, 0, 1, 0]);
  assert.deepEqual(await shown({ also: [also] }), [100, 100, 100, 3, 0]);
  assert.deepEqual(await shown({ only: [also] }), [255, 255, 100, 1, 0]);
  assert.deepEqual(await shown({ only: [] }), [255, 255, 0, 0, 0]);
});

test('what the first look misses and the check finds is hidden too; what never goes away is reported', async () => {
  const file = await photo().png().toBuffer();
  let looks = 0;
  const late = new Detector(new BrightRectangles());
  const found = late.detectPhoto.bind(late);
  // Finds the second face only from the second look on.
  late.detectPhoto = async (...call) => {
    const detection = await found(...call);
    looks += 1;
    return looks > 1 ? detection : { ...detection, faces: detection.faces.filter(({ box }) => box.width < 20) };
  };
  const { data, regions, remaining } = await redact(file, late, { shape: 'box' });
  assert.deepEqual(
    regions.map(({ round }) => round),
    [0, 1],
  );
  assert.equal(remaining.length, 0);
  assert.equal(looks, 3);
  assert.equal(await middle(data, OTHER), 0);

  // White masks look like faces to this detector: behind a solid one nobody is seen, whatever it says.
  assert.equal((await redact(file, detector, { color: 'white', shape: 'box' })).remaining.length, 0);
  // But a white face under a mosaic stays a white rectangle for ever.
  const mosaic = await redact(await photo([OTHER]).png().toBuffer(), detector, {
    with: 'mosaic',
    shape: 'box',
    scale: 1,
  });
  assert.deepEqual(
    mosaic.regions.map(({ round }) => round),
    [0, 1, 2, 3, 4, 5, 6],
  );
  assert.equal(mosaic.remaining.length, 1);
  const unchecked = await redact(file, detector, { with: 'mosaic', shape: 'box', scale: 1, check: false });
  assert.deepEqual([unchecked.regions.length, unchecked.remaining.length], [2, 0]);
});

test('faces below the threshold are listed where asked for, and left as they are', async () => {
  const file = await photo().png().toBuffer();
  const { data, regions, nearly } = await redact(file, detector, { threshold: 0.95, nearly: 0.5 });
  assert.deepEqual([regions.length, nearly.length], [0, 2]);
  assert.ok(Math.abs(nearly[0]!.score! - 0.9) < 1e-6);
  assert.equal(await middle(data, BOX), 255);
});

test('every frame of an animation is redacted, and its timing stays', async () => {
  const frames = [[BOX], [OTHER], []].map((boxes, index) => {
    const { data } = paintRectangles(200, 100, boxes);
    // A dim line tells the frames apart, or the encoder would make one of them.
    return data.fill(30, index * 600, (index + 1) * 600);
  });
  const strip = sharp(Buffer.concat(frames), { raw: { width: 200, height: 300, channels: 3, pageHeight: 100 } });
  for (const format of ['gif', 'webp'] as const) {
    const file = await strip
      .clone()
      [format]({ delay: [100, 250, 300], loop: 2 })
      .toBuffer();
    const { data, regions } = await redact(file, detector, { shape: 'box' });
    assert.deepEqual(
      regions.map(({ frame }) => frame),
      [0, 1],
      format,
    );
    const { pages, delay, loop } = await sharp(data).metadata();
    assert.deepEqual([pages, delay, loop], [3, [100, 250, 300], 2], format);
    const pixels = await sharp(data, { animated: true }).removeAlpha().raw().toBuffer();
    assert.ok(
      pixels.every((value) => value < 40),
      format,
    );
  }
});

test('every page of a TIFF is redacted, of whatever size', async () => {
  for (const sizes of [
    [
      [64, 48],
      [64, 48],
    ],
    [
      [64, 48],
      [33, 47],
      [100, 20],
    ],
  ] as const) {
    // A white page is a face to this detector.
    const { data, regions } = await redact(tiffOfPages(...sizes), detector, { shape: 'box', scale: 2 });
    assert.deepEqual(
      regions.map(({ frame }) => frame),
      [...sizes.keys()],
    );
    assert.equal((await sharp(data).metadata()).pages, sizes.length);
    for (const [page, [width, height]] of sizes.entries()) {
      const { data: pixels, info } = await sharp(data, { page }).raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([info.width, info.height], [width, height]);
      assert.ok(pixels.every((value) => value === 0));
    }
  }
});

test('wrong options and files are named', async () => {
  const file = await photo().png().toBuffer();
  const rejects = (call: Promise<unknown>, message: RegExp) =>
    assert.rejects(call, (error: Error) => error instanceof InputError && message.test(error.message));
  await rejects(redact(file, detector, { scale: 0 }), /^scale: expected a number from 0.5 to 10, received 0$/);
  await rejects(redact(file, detector, { color: 'blak' }), /^color: expected a CSS colour such as .*received "blak"$/);
  await rejects(redact(file, detector, { also: [{ ...BOX, width: 0 }] }), /^also\.0\.width: /);
  // @ts-expect-error: what a caller without types may write
  await rejects(redact(file, detector, { with: 'magic' }), /^with: expected solid, mosaic, blur, received "magic"$/);
  await rejects(redact('no/such.jpg', detector), /^no\/such\.jpg: does not exist$/);
  await rejects(redact(file.subarray(0, 100), detector, { name: 'x.png' }), /^x\.png: /);
});

test('of many calls at once three photos are in memory', async () => {
  const file = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#456' } })
    .png()
    .toBuffer();
  let [inside, most] = [0, 0];
  const detector = new Detector(new BrightRectangles());
  const look = detector.detectPhoto.bind(detector);
  detector.detectPhoto = async (...call) => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    return look(...call).finally(() => inside--);
  };
  const results = await Promise.all(Array.from({ length: 20 }, () => redact(file, detector)));
  assert.equal(results.length, 20);
  assert.ok(most <= 3, `${most} at once`);
});

test('faces that were found before are hidden whatever their score, and only the checks look', async () => {
  const file = await photo().png().toBuffer();
  const shares: number[] = [];
  const { data, regions, remaining } = await redact(file, detector, {
    found: [{ box: OTHER, score: 0.01 }],
    onProgress: (share) => shares.push(share),
  });
  assert.deepEqual(
    regions.map(({ round }) => round),
    [0, 1],
    'the other was found by the first check',
  );
  assert.equal(remaining.length, 0);
  assert.ok((await middle(data, BOX)) === 0 && (await middle(data, OTHER)) === 0);
  assert.ok(shares[0]! <= 0.5, 'the first check is the first look');
  await assert.rejects(redact(file, detector, { found: [{ box: { ...BOX, width: 0 } }] }), /found/);
});

test('a check looks again only at tiles that changed', async () => {
  const model = new BrightRectangles();
  let looks = 0;
  const counting = new Detector(
    {
      propose: (...tile) => {
        looks += 1;
        return model.propose(...tile);
      },
      dispose: () => model.dispose(),
    },
    { tile: 512 },
  );
  const wide = { width: 2000, height: 1000 };
  const faces = [BOX, { x: 1500, y: 700, width: 30, height: 36 }];
  const pixels = paintRectangles(wide.width, wide.height, faces).data;
  const file = await sharp(pixels, { raw: { ...wide, channels: 3 } })
    .png()
    .toBuffer();
  const { faces: all } = await counting.detect(file);
  const every = looks;
  looks = 0;
  const { regions, remaining } = await redact(file, counting);
  assert.deepEqual([all.length, regions.length, remaining.length], [2, 2, 0]);
  assert.ok(looks > every && looks < 1.7 * every, `${looks} tiles, of ${every}`);
});
