import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  convolution,
  differentiate,
  fullyConnected,
  Graph,
  multiplyAdds,
  reduceSum,
  transposedConvolution,
} from './index.js';

test('costs worked out by hand', () => {
  const graph = new Graph();
  const photo = graph.input('photo', [2, 3, 8, 8]);
  const weight = graph.input('weight', [4, 3, 3, 3]);
  const y = convolution(photo, weight, { stride: 2 });
  const forward = 2 * 4 * 4 * 4 * 27;
  assert.equal(multiplyAdds([y]), forward);
  // Its gradients to input and weight cost as much each.
  assert.equal(multiplyAdds(differentiate(reduceSum(y), [photo, weight])), 2 * forward);
  assert.equal(multiplyAdds([transposedConvolution(photo, graph.input('up', [3, 5, 4, 4]))]), 2 * 64 * 3 * 5 * 16);
  const product = fullyConnected(graph.input('x', [2, 10]), graph.input('w', [7, 10]), graph.input('b', [7]));
  assert.equal(Math.round(multiplyAdds([product])), 2 * 10 * 7);
});
