import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Box } from '../geometry/box.js';
import { Raster } from '../image/raster.js';
import { createRandom } from '../random/random.js';
import { Cover } from './cover.js';

const [WIDTH, HEIGHT] = [64, 48];
const LARGE = { x: 8, y: 4, width: 44, height: 40 };
const SMALL = { x: 24, y: 16, width: 8, height: 10 };

/** Noise, in which every pixel tells something of its own. */
function noise(): Raster {
  const random = createRandom(7, 1);
  return new Raster(
    WIDTH,
    HEIGHT,
    1,
    Uint8Array.from({ length: WIDTH * HEIGHT }, () => Math.floor(random() * 256)),
  );
}

type Hiding = 'solid' | 'mosaic' | 'blur';
const cover = (surface: Raster, hiding: Hiding, shape: 'box' | 'ellipse' = 'box') =>
  new Cover(surface, { with: hiding, shape, scale: 1, strength: 0.3 }, [0]);
const region = (box: Box, round = 0) => ({ box, round });

/** How well the best straight line through `hidden` tells what was there: R², 0 to 1. */
function explained(original: Uint8Array, hidden: Uint8Array): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [a, b] = [[...original], [...hidden]];
  const [ma, mb] = [mean(a), mean(b)];
  const covariance = mean(a.map((value, at) => (value - ma) * (b[at]! - mb)));
  const [va, vb] = [mean(a.map((value) => (value - ma) ** 2)), mean(b.map((value) => (value - mb) ** 2))];
  return vb === 0 ? 0 : covariance ** 2 / (va * vb);
}

for (const hiding of ['mosaic', 'blur'] as const) {
  test(`${hiding}: a smaller region over a hidden larger one shows nothing more, in either order and in later rounds`, () => {
    const original = noise().read(SMALL) as Uint8Array;
    const once = noise();
    cover(once, hiding).hide([region(LARGE)]);
    const told = explained(original, once.read(SMALL) as Uint8Array);
    assert.ok(told < 0.05, `hidden once, ${told} is told`);
    const orders: Record<string, (cover: Cover) => void> = {
      'smaller last': (on) => on.hide([region(LARGE), region(SMALL)]),
      'smaller first': (on) => on.hide([region(SMALL), region(LARGE)]),
      'in a later round': (on) => {
        on.hide([region(LARGE)]);
        on.hide([region(SMALL, 1)]);
        on.hide([region(SMALL, 2)]);
      },
      'larger in a later round': (on) => {
        on.hide([region(SMALL)]);
        on.hide([region(LARGE, 1)]);
      },
    };
    for (const [name, hide] of Object.entries(orders)) {
      const surface = noise();
      hide(cover(surface, hiding));
      const now = explained(original, surface.read(SMALL) as Uint8Array);
      assert.ok(now <= told + 0.02, `${name}: ${now} is told, ${told} by the larger one alone`);
    }
  });

  test(`${hiding}: each further round tells less, and leaves fewer differences`, () => {
    const surface = noise();
    const on = cover(surface, hiding);
    const original = surface.read(LARGE) as Uint8Array;
    let before = { told: 1, deviation: Number.POSITIVE_INFINITY };
    for (let round = 0; round < 4; round++) {
      on.hide([region(LARGE, round)]);
      const now = surface.read(LARGE) as Uint8Array;
      const mean = now.reduce((sum, value) => sum + value, 0) / now.length;
      const deviation = Math.sqrt(now.reduce((sum, value) => sum + (value - mean) ** 2, 0) / now.length);
      const told = explained(original, now);
      assert.ok(told <= before.told + 1e-3 && deviation <= before.deviation, `round ${round}: ${told}, ${deviation}`);
      before = { told, deviation };
    }
  });

  test(`${hiding}: what two photos have in common behind a mask stays all that can be told apart`, () => {
    // Two pictures that differ below the larger region's cells alone come out the same, whatever is hidden on top.
    const [one, other] = [new Raster(WIDTH, HEIGHT, 1, new Uint8Array(WIDTH * HEIGHT)), noise()];
    for (const surface of [one, other]) {
      cover(surface, 'solid').hide([region(LARGE)]);
      cover(surface, hiding).hide([region(SMALL)]);
    }
    assert.deepEqual(one.read(LARGE), other.read(LARGE));
  });

  test(`${hiding}: nothing beyond the mask changes`, () => {
    const surface = noise();
    cover(surface, hiding, 'ellipse').hide([region(LARGE)]);
    const original = noise().samples;
    surface.samples.forEach((sample, at) => {
      const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)];
      const inBox = x >= 8 && x < 52 && y >= 4 && y < 44;
      if (!inBox) assert.equal(sample, original[at]);
    });
  });
}

test('cells follow the largest face that a region touches', () => {
  const surface = noise();
  // Beside a face of 40 pixels, one of 8 has cells of 12 pixels: it is one cell.
  cover(surface, 'mosaic').hide([
    region({ x: 0, y: 0, width: 40, height: 40 }),
    region({ x: 39, y: 10, width: 8, height: 8 }),
  ]);
  const small = surface.read({ x: 40, y: 10, width: 7, height: 8 });
  assert.ok(new Set(small).size <= 2, `${new Set(small).size} colours`);
});

test('16-bit samples keep their depth', () => {
  for (const hiding of ['mosaic', 'blur'] as const) {
    const surface = new Raster(8, 8, 1, new Uint16Array(64).fill(40_000));
    cover(surface, hiding).hide([region({ x: 0, y: 0, width: 8, height: 8 })]);
    assert.ok(surface.samples.every((sample) => sample === 40_000));
  }
});

test('regions beyond the picture, very tall pictures and regions of no size do no harm', () => {
  const surface = new Raster(1, 200_000, 1, new Uint8Array(200_000).fill(9));
  const on = cover(surface, 'solid', 'ellipse');
  on.hide([region({ x: -50, y: 0, width: 10, height: 10 }), region({ x: 0, y: 0, width: 1, height: 200_000 })]);
  assert.ok(surface.samples.every((sample) => sample === 0));
});
