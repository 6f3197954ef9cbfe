/**
 * farface as a library: `createDetector` finds the faces of a photo, `redact` hides them, `enhance` draws them larger,
 * `report` makes a page about many photos, `createVerifier` puts the second stage behind another detector, `evaluate`
 * measures any detector. The rest is what goes in and comes out.
 *
 * @packageDocumentation
 */

export type { AnnotatedFace, AnnotatedPhoto } from './datasets/annotations.js';
export type { CocoOptions } from './datasets/coco.js';
export type { VocOptions } from './datasets/voc.js';
export type { WiderFaceOptions } from './datasets/wider-face.js';
export type { Combination } from './detect/combination.js';
export { createDetector, type DetectCall, type Detection, Detector } from './detect/detector.js';
export type { DetectOptions, DetectorOptions } from './detect/options.js';
export type { ByteMap, FloatMap, ProposalMap } from './detect/proposals.js';
export type { Proposer } from './detect/proposer.js';
export { RECALL_THRESHOLDS, RECALLS, type Recall } from './detect/recall.js';
export type { RegionVerifications, RegionVerifier, TinyCandidates, WindowVerifier } from './detect/region-verifier.js';
export type { PhotoSource } from './detect/source.js';
export { createVerifier, Verifier, type VerifierOptions, type VerifyCall } from './detect/verifier.js';
export type { Enlarger } from './detect/zoom.js';
export { annotate } from './draw/annotate.js';
export { createEnhancer, type EnhanceCall, type EnhancedFace, Enhancer, enhance } from './enhance/enhancer.js';
export { IMAGINED } from './enhance/warning.js';
export { InputError } from './errors/errors.js';
export { type BenchmarkData, openCoco, openHeldBack, openVoc, openWiderFace } from './evaluate/benchmarks.js';
export type { Curve, OperatingPoint } from './evaluate/curve.js';
export { type Benchmark, type Evaluation, evaluate, type SetScore } from './evaluate/evaluate.js';
export {
  type AttributeExposure,
  type Exposure,
  type ExposurePoint,
  exposureAt,
  exposureByAttribute,
  exposureOf,
  type FaceExposure,
  thresholdFor,
} from './evaluate/exposure.js';
export type { HeightRange, HeightScore } from './evaluate/heights.js';
export type { CocoResultOptions } from './evaluate/predictions/coco-results.js';
export { type ProblemReport, Problems } from './evaluate/predictions/problems.js';
export { readPredictions } from './evaluate/predictions/read.js';
export type { Protocol } from './evaluate/protocols.js';
export type { Predictions } from './evaluate/ranking.js';
export { chooseSubset, type Subset, type SubsetOptions } from './evaluate/subset.js';
export type { Box } from './geometry/box.js';
export type { Face } from './geometry/face.js';
export type { Image } from './image/image.js';
export type { Frame, Photo, Properties, Timing, Writing } from './image/photo.js';
export type { Layout, Samples } from './image/samples.js';
export type { Rectangle } from './image/surface.js';
export type { AnswerCode } from './networks/int8-proposal-model.js';
export { readImage } from './platform/node/read-image.js';
export { type Description, writeImage } from './platform/node/write-image.js';
export type { DecodeOptions, FileSource, ReadOptions } from './platform/port.js';
export type { NamedRegion, RedactOptions } from './redact/options.js';
export { type RedactCall, type Redaction, redact } from './redact/redact.js';
export type { HiddenRegion } from './redact/region.js';
export type { ShownFace } from './report/frames.js';
export type { ReportOptions } from './report/options.js';
export { type ReportCall, type ReportedPhoto, type ReportSummary, report } from './report/report.js';
export { linkTracks } from './tracks/link-tracks.js';
export type { TrackOptions } from './tracks/options.js';
export { regionsByFrame } from './tracks/regions.js';
export { type KeptFace, revealTracks } from './tracks/reveal.js';
export type { Similarity } from './tracks/similarity.js';
export type { FrameFaces, PictureSize, Track, TrackBox } from './tracks/track.js';
export type { WeightsSource } from './weights/weights-file.js';
