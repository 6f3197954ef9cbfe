import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoWebgpu } from '../platform/testing/webgpu.js';
import * as graph from './index.js';
import { Graph } from './index.js';
import { CASES } from './testing/cases.js';
import { compareDevices } from './testing/compare-devices.js';

const skip = await whyNoWebgpu();

/** Of sums of some hundred products of numbers up to 1, in another order. */
const TOLERANCE = 1e-5;

for (const { name, shapes, build, range } of CASES) {
  test(`WebGPU computes ${name} and its gradients as the CPU does`, { skip }, async () => {
    const { output, gradients } = await compareDevices(shapes, build, range);
    assert.ok(Math.max(output, gradients) <= TOLERANCE, `they differ by ${output}, gradients by ${gradients}`);
  });
}

test('of equal maxima the first one gets the gradient, on WebGPU too', { skip }, async () => {
  const difference = await compareDevices([[2, 3, 6, 8]], (x) => graph.maxPool(x), [-1, 1], Math.round);
  assert.deepEqual(difference, { output: 0, gradients: 0 });
});

test('a vector of hundreds of parts is cut on WebGPU, which has few storage buffers', { skip }, async () => {
  const parts = Array.from({ length: 300 }, (_, index) => [1 + (index % 3)]);
  const length = parts.reduce((sum, [count]) => sum + count!, 0);
  const whole = new Graph().input('vector', [length]);
  const joined = graph.concatenate([...graph.splitVector(whole, parts)].reverse(), 0);
  const { Session, tensor } = await import('../runtime/session.js');
  const session = await Session.create(graph.compile({ joined }, 'webgpu'), { device: 'webgpu' });
  const values = Float32Array.from({ length }, (_, index) => index);
  const { data } = (await session.run({ vector: tensor(values, [length]) })).joined!;
  await session.dispose();
  assert.deepEqual([data[0], data[data.length - 1]], [length - 3, 0]);
});
