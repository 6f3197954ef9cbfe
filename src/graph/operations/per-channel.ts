import type { Tensor } from '../tensor.js';
import { reshape } from './reshape.js';

/**
 * A vector [channels] as [channels, 1, 1], which broadcasts over [batch, channels, height, width].
 *
 * @example
 * const graph = new Graph();
 * const bias = graph.input('bias', [8]);
 * const y = add(graph.input('x', [1, 8, 32, 32]), perChannel(bias)); // [1, 8, 32, 32]
 */
export const perChannel = (vector: Tensor): Tensor => reshape(vector, [...vector.shape, 1, 1]);
