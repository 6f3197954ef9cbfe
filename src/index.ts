/** farface as a library: `createDetector` finds faces; the rest is what goes in and comes out. */
export { createDetector, type DetectCall, type Detection, Detector } from './detect/detector.js';
export type { DetectOptions, DetectorOptions } from './detect/options.js';
export type { ProposalMap } from './detect/proposals.js';
export type { Proposer } from './detect/proposer.js';
export { InputError } from './errors/errors.js';
export type { Box } from './geometry/box.js';
export type { Face } from './geometry/face.js';
export { annotate } from './image/annotate.js';
export type { Image } from './image/image.js';
export { readImage } from './image/read.js';
export { writeImage } from './image/write.js';
export type { RedactOptions } from './redact/options.js';
export { type RedactCall, type Redaction, redact } from './redact/redact.js';
export type { Region } from './redact/region.js';
