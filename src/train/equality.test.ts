import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoWebgpu } from '../platform/testing/webgpu.js';
import { type Device, type RuntimeTensor, tensor } from '../runtime/session.js';
import { GAN_STAGES, ganSettings } from './gan-settings.js';
import { learningRate } from './schedule.js';
import { pairsAlone, settings, start, train } from './testing/gan-training.js';
import { STAGE_STEPS } from './train-gan.js';

const skip = await whyNoWebgpu();

const STEPS = 10;
const TOLERANCE = 1e-3;
/**
 * Of how far weights went, by how much they may lie apart. Rounding alone, that of one bit of the first weights on the CPU, makes
 * 4 %: now and then it lets a ReLU's input be above 0 that was not.
 */
const DEVIATION = 0.1;

for (const stage of GAN_STAGES) {
  test(`ten steps of ${stage} on WebGPU are those of the CPU`, { skip }, async () => {
    const steps = STAGE_STEPS[stage].map((step) => step(settings));
    // The highest rate of the first ten steps of a run: at rates beyond the warm-up's, roundings grow with every step.
    const rate = tensor(Float32Array.of(learningRate(STEPS, ganSettings[stage].parse({}))), []);
    const changed = { rate, ...(stage === 'super-resolution' && pairsAlone()) };
    const on = (device: Device) => train(steps, STEPS, { changed, device });
    const cpu = await on('cpu');
    const gpu = await on('webgpu');
    cpu.said.forEach((expected, step) => {
      for (const [name, value] of Object.entries(expected)) {
        // Norms and counts are no losses: one ReLU's flip changes them by more.
        if (/gradientNorm|Accuracy|accuracy/.test(name)) continue;
        const other = gpu.said[step]![name]!;
        assert.ok(
          Math.abs(value - other) <= TOLERANCE,
          `step ${step + 1}: ${name} ${other} where ${value} was expected`,
        );
      }
    });
    const [first, last] = [cpu.first, cpu.last].map((said) =>
      Object.entries(said).find(([name]) => name.endsWith('loss')),
    );
    assert.ok(
      first![1] - last![1] > 10 * TOLERANCE,
      `the loss must move for this to say something, not ${first} to ${last}`,
    );

    const begun = start();
    for (const name of Object.keys(begun).filter((name) => name.endsWith('.parameters'))) {
      const [moved, apart] = [distance(begun[name]!, cpu.state[name]!), distance(cpu.state[name]!, gpu.state[name]!)];
      assert.ok(apart <= DEVIATION * moved, `${name} moved by ${moved}, and lie ${apart} apart`);
    }
  });
}

/** Euclidean distance of two vectors. */
function distance({ data: a }: RuntimeTensor, { data: b }: RuntimeTensor): number {
  return Math.hypot(...Array.from(a as Float32Array, (value, index) => value - (b as Float32Array)[index]!));
}
