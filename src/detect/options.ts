import * as z from 'zod';
import { integerBetween, numberBetween } from '../errors/validate.js';
import { DEVICES } from '../platform/port.js';
import { isWeightsSource, type WeightsSource } from '../weights/weights-file.js';
import { DETECT_DEFAULTS } from './defaults.js';
import { ENLARGERS, ZOOMS } from './enlargers.js';
import { PRECISIONS } from './precision.js';

export { DETECT_DEFAULTS };

/** The longest side in pixels of a photo that any option may speak of. */
const LONGEST_SIDE = 65_536;

const weights = z.custom<WeightsSource>(
  isWeightsSource,
  'expected weights as the path of a file, a URL, or bytes (Uint8Array, ArrayBuffer)',
);

/** What can be set, and in which range. */
export const detectFields = {
  threshold: numberBetween(0, 1),
  minFace: numberBetween(0, LONGEST_SIDE, 'pixels'),
  maxSide: integerBetween(32, LONGEST_SIDE, 'pixels'),
  nms: numberBetween(0, 1),
  threads: integerBetween(1, 256),
  parallel: integerBetween(1, 64),
  tile: integerBetween(512, 8192, 'pixels').refine((side) => side % 32 === 0, 'expected a multiple of 32'),
  device: z.enum(DEVICES, `expected one of ${DEVICES.join(', ')}`),
  precision: z.enum(PRECISIONS, `expected one of ${PRECISIONS.join(', ')}`),
  weights,
  mirror: z.boolean('expected true or false'),
  zoom: z.literal(ZOOMS, `expected ${ZOOMS.join(', ')}`),
  zoomBy: z.enum(ENLARGERS, `expected one of ${ENLARGERS.join(', ')}`),
  verify: z.boolean('expected true or false'),
  verificationWeights: weights,
  maxCandidates: integerBetween(0, 1e6),
};

/** What one call of `detect` can be told. */
export const detectOptions = z.strictObject({
  /** Faces less sure than this are left out, 0 to 1. */
  threshold: detectFields.threshold.default(DETECT_DEFAULTS.threshold),
  /** Faces less tall than this many pixels of the photo are left out. A large value also saves the time to look for them. */
  minFace: detectFields.minFace.default(DETECT_DEFAULTS.minFace),
  /** A photo whose longer side has more pixels is looked at scaled down to this; boxes stay in the photo's pixels. */
  maxSide: detectFields.maxSide.optional(),
  /** Of two boxes that overlap by more than this (intersection over union, 0 to 1) the less sure one is left out. */
  nms: detectFields.nms.default(DETECT_DEFAULTS.nms),
  /** Faces of a photo that the second stage looks at, at most, the strongest first: it bounds the time for a crowd. */
  maxCandidates: detectFields.maxCandidates.default(DETECT_DEFAULTS.maxCandidates),
});

/** What a detector is made with: its models, and defaults for its calls. */
export const detectorOptions = detectOptions.extend({
  /** Side in pixels of the largest piece of a photo that is looked at at once: memory grows with its square. */
  tile: detectFields.tile.default(DETECT_DEFAULTS.tile),
  /** Threads that the network may use; all cores by default, or 1 where several photos are looked at in parallel. */
  threads: detectFields.threads.optional(),
  /**
   * How many photos are looked at in parallel, by networks of their own, where so many calls overlap; 1 by default. As many as
   * cores take the least time for many photos, and so many times the memory.
   */
  parallel: detectFields.parallel.optional(),
  /**
   * In which numbers the networks compute. `int8`, 8 bits: a third of the time, and the same faces but for the third digit of
   * their scores; `float32`: as they were trained. `auto`, the default: 8 bits where the weights state what they need for it
   * (those that ship with farface do) and this machine computes exactly with them.
   */
  precision: detectFields.precision.optional(),
  /**
   * What the networks run on: the CPU by default in Node, `auto` in browsers. Others must give the CPU's numbers, or they are
   * refused. `auto` takes a graphics processor (CUDA where its libraries are installed; WebGPU on macOS and in browsers), and
   * else the CPU.
   */
  device: detectFields.device.optional(),
  /** Weights of the proposal network: a file's path or URL, or its bytes; the ones that ship with farface by default. */
  weights: detectFields.weights.optional(),
  /**
   * Whether the proposal network looks at the mirror image, too, and what it says of both counts: better scores and boxes,
   * in up to twice the time. The second stage does not: its mean over both is no better. Off by default.
   */
  mirror: detectFields.mirror.optional(),
  /**
   * How much enlarged the photo is looked at as well, for those who must miss nobody in a stadium: of faces of 4 to 12 pixels
   * fewer are missed, in up to seven times the time of the proposals. Off by default.
   */
  zoom: detectFields.zoom.optional(),
  /**
   * By what the photo is enlarged: `lanczos`, the default, or `generator`, the network that `enhance` draws with: no better
   * so far, and half a minute and more for a photo of 1024 × 768.
   */
  zoomBy: detectFields.zoomBy.optional(),
  /**
   * Whether the second stage looks at small faces again, enlarged; by default where weights for it ship with farface,
   * unless `weights` names a proposal network of one's own.
   */
  verify: detectFields.verify.optional(),
  /** Weights of the second stage, in the same ways; the ones that ship with farface by default. */
  verificationWeights: detectFields.verificationWeights.optional(),
});

/**
 * What one call of `detect` can be told.
 *
 * @interface
 */
export type DetectOptions = z.input<typeof detectOptions>;
/**
 * What a detector is made with: its models, and defaults for its calls.
 *
 * @interface
 */
export type DetectorOptions = z.input<typeof detectorOptions>;
export type DetectSettings = z.output<typeof detectOptions>;
