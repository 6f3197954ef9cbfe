import assert from 'node:assert/strict';
import { test } from 'node:test';
import { elementCount, Graph, multiplyAdds } from '../graph/index.js';
import { DRAWING_SIDE, WINDOW_SIDE } from '../image/window.js';
import { discriminator } from './discriminator.js';
import { GAN_PRESETS, type GanPreset, HIGH_RESOLUTION, LOW_RESOLUTION } from './gan-presets.js';
import { generator } from './generator.js';
import type { Specification } from './parameters.js';
import { sampleRegion } from './sample-region.js';
import { TrainingLayers } from './training-layers.js';

/** Convolution weights, and multiplications with addition of one region, of each part. */
function measure(preset: GanPreset, side = LOW_RESOLUTION) {
  const graph = new Graph();
  const kernels: Specification[] = [];
  const layers = new TrainingLayers((specification) => {
    if (specification.shape.length === 4) kernels.push(specification);
    return graph.input(specification.name, specification.shape);
  });
  const lowResolution = graph.input('lowResolution', [1, 3, side, side]);
  const { upsampled, refined } = generator(layers, lowResolution, preset.generator);
  const image = graph.input('image', [1, 3, HIGH_RESOLUTION, HIGH_RESOLUTION]);
  const photo = preset.discriminator.photo ? graph.input('photo', image.shape) : undefined;
  const { real, face } = discriminator(layers, { image, photo }, preset.discriminator);
  const weights = (part: string) =>
    kernels.filter(({ name }) => name.startsWith(part)).reduce((sum, { shape }) => sum + elementCount(shape), 0);
  return {
    weights: { upsample: weights('upsample'), refinement: weights('refinement'), discriminator: weights('group') },
    cost: {
      upsample: multiplyAdds([upsampled]),
      refinement: multiplyAdds([refined]) - multiplyAdds([upsampled]),
      discriminator: multiplyAdds([real, face]),
    },
    shapes: [upsampled, refined, real, face].map(({ shape }) => shape),
  };
}

test('paper: 1.37 M, 1.37 M and 20.0 M convolution weights, 0.81, 5.62 and 1.59 GMAC a region', () => {
  const { weights, cost, shapes } = measure(GAN_PRESETS.paper);
  const block = 16 * 9 * 64 * 64;
  assert.deepEqual(weights, {
    upsample: 9 * 3 * 64 + block + 9 * 64 * 64 + 9 * 64 * 256 + 9 * 256 * 256 + 256 * 3,
    refinement: 9 * 3 * 64 + block + 9 * 64 * 64 + 9 * 64 * 256 + 9 * 256 * 256 + 9 * 256 * 3,
    discriminator: 20_018_880,
  });
  const millions = Object.values(weights).map((count) => (count / 1e6).toFixed(2));
  assert.deepEqual(millions, ['1.37', '1.37', '20.02']);
  const billions = Object.values(cost).map((count) => (count / 1e9).toFixed(2));
  assert.deepEqual(billions, ['0.81', '5.62', '1.59']);
  assert.deepEqual(shapes, [
    [1, 3, 64, 64],
    [1, 3, 64, 64],
    [1, 1],
    [1, 1],
  ]);
});

test('lite: at most a quarter of a GMAC a region in all, and the same outputs', () => {
  const { cost, shapes } = measure(GAN_PRESETS.lite);
  const total = Object.values(cost).reduce((sum, count) => sum + count, 0);
  assert.ok(total <= 0.25e9, `${total}: ${JSON.stringify(cost)}`);
  assert.ok(total > 0.2e9, `${total}: the budget is there to be used`);
  assert.deepEqual(shapes, measure(GAN_PRESETS.paper).shapes);
});

test('native: at most half a GMAC a tiny candidate, drawn from 32 × 32 of the photo’s pixels at 128 × 128', () => {
  const { cost, shapes } = measure(GAN_PRESETS.native, WINDOW_SIDE);
  const total = Object.values(cost).reduce((sum, count) => sum + count, 0);
  assert.ok(total <= 0.5e9, `${total}: ${JSON.stringify(cost)}`);
  assert.equal((total / 1e9).toFixed(2), '0.32');
  assert.deepEqual(shapes.slice(0, 2), [
    [1, 3, DRAWING_SIDE, DRAWING_SIDE],
    [1, 3, DRAWING_SIDE, DRAWING_SIDE],
  ]);
  const graph = new Graph();
  const places = [1, HIGH_RESOLUTION, DRAWING_SIDE];
  const drawing = graph.input('drawing', shapes[0]!);
  const region = sampleRegion(drawing, graph.input('rows', places), graph.input('columns', places));
  assert.deepEqual(region.shape, [1, 3, HIGH_RESOLUTION, HIGH_RESOLUTION]);
  // Taking the region out of it costs little beside that.
  assert.ok(multiplyAdds([region]) < 0.01e9, String(multiplyAdds([region])));
});
