import type { Tensor } from '../tensor.js';
import { reshape } from './reshape.js';

/** A vector [channels] as [channels, 1, 1], which broadcasts over [batch, channels, height, width]. */
export const perChannel = (vector: Tensor): Tensor => reshape(vector, [...vector.shape, 1, 1]);
