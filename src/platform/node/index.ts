import type { Platform } from '../port.js';
import { nameOf, readBytes, shippedWeights } from './bytes.js';
import { decodePhoto } from './decode-photo.js';
import { deviceHere } from './devices.js';
import { encodePhoto } from './encode-photo.js';
import { readImage } from './read-image.js';
import { openSession } from './session.js';
import { sessionThreads } from './session-thread.js';
import { viewsOf } from './views.js';

/** Node, with sharp and onnxruntime-node. */
export const platform: Platform = {
  readImage,
  decodePhoto,
  viewsOf,
  encodePhoto,
  nameOf,
  readBytes,
  shippedWeights,
  deviceHere,
  openSession,
  // ONNX Runtime has instructions there that WebAssembly lacks.
  kernels: undefined,
  threads: sessionThreads(),
};
