import type { Platform } from '../port.js';
import { SHIPPED_WEIGHTS } from '../shipped-weights.js';
import { nameOf, readBytes } from './bytes.js';
import { encodePhoto } from './encode-photo.js';
import { decodePhoto, viewsOf } from './photo.js';
import { readImage } from './read-image.js';
import { deviceHere, kernels, openSession } from './session.js';

/** A browser, in a page or in a worker, with canvases and onnxruntime-web. */
export const platform: Platform = {
  readImage,
  decodePhoto,
  viewsOf,
  encodePhoto,
  nameOf,
  readBytes,
  shippedWeights: (name) => SHIPPED_WEIGHTS[name].href,
  deviceHere,
  openSession,
  kernels,
  // ONNX Runtime's own threads are workers there.
  threads: undefined,
};
