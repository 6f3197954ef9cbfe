import type { Platform } from '../port.js';
import { readBytes, shippedWeights } from './bytes.js';
import { readImage } from './read-image.js';
import { openSession } from './session.js';

/** Node, with sharp and onnxruntime-node. */
export const platform: Platform = { readImage, readBytes, shippedWeights, openSession };
