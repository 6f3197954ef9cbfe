import type { Platform } from '../port.js';
import { nameOf, readBytes } from './bytes.js';
import { decodePhoto, encodePhoto, viewsOf } from './photo.js';
import { readImage } from './read-image.js';
import { openSession } from './session.js';
import { shippedWeights } from './shipped-weights.js';

/** A browser, in a page or in a worker, with canvases and onnxruntime-web. */
export const platform: Platform = {
  readImage,
  decodePhoto,
  viewsOf,
  encodePhoto,
  nameOf,
  readBytes,
  shippedWeights,
  openSession,
};
