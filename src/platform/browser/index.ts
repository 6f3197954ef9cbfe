import type { Platform } from '../port.js';
import { SHIPPED_WEIGHTS } from '../shipped-weights.js';
import { nameOf, readBytes } from './bytes.js';
import { decodePhoto, encodePhoto, viewsOf } from './photo.js';
import { readImage } from './read-image.js';
import { openSession } from './session.js';

/** A browser, in a page or in a worker, with canvases and onnxruntime-web. */
export const platform: Platform = {
  readImage,
  decodePhoto,
  viewsOf,
  encodePhoto,
  nameOf,
  readBytes,
  shippedWeights: (name) => SHIPPED_WEIGHTS[name].href,
  openSession,
};
