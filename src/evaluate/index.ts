/**
 * Measuring detectors: data sets, predictions of any detector, protocols, average precision by set and by height.
 *
 * @packageDocumentation
 */

export type { AnnotatedFace, AnnotatedPhoto } from '../datasets/annotations.js';
export type { CocoOptions } from '../datasets/coco.js';
export type { VocOptions } from '../datasets/voc.js';
export type { WiderFaceOptions } from '../datasets/wider-face.js';
export { InputError } from '../errors/errors.js';
export type { Box } from '../geometry/box.js';
export type { Face } from '../geometry/face.js';
export { type BenchmarkData, openCoco, openHeldBack, openVoc, openWiderFace } from './benchmarks.js';
export { compareDetectors, type Difference } from './bootstrap.js';
export type { Curve, OperatingPoint } from './curve.js';
export { type Benchmark, type Evaluation, evaluate, type SetScore } from './evaluate.js';
export {
  type AttributeExposure,
  type Exposure,
  type ExposurePoint,
  exposureAt,
  exposureByAttribute,
  exposureOf,
  type FaceExposure,
  thresholdFor,
} from './exposure.js';
export type { HeightRange, HeightScore } from './heights.js';
export type { CocoResultOptions } from './predictions/coco-results.js';
export { type ProblemReport, Problems } from './predictions/problems.js';
export { readPredictions } from './predictions/read.js';
export { COCO, PASCAL_VOC, type Protocol, WIDER_FACE } from './protocols.js';
export type { Predictions } from './ranking.js';
export { chooseSubset, type Subset, type SubsetOptions } from './subset.js';
