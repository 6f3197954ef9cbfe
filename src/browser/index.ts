/**
 * farface in browsers: the same networks, the same boxes, and nothing is uploaded.
 *
 * @packageDocumentation
 */

export type { Combination } from '../detect/combination.js';
export { createDetector, type DetectCall, type Detection, Detector } from '../detect/detector.js';
export type { DetectOptions, DetectorOptions } from '../detect/options.js';
export type { PhotoSource } from '../detect/source.js';
export { createVerifier, Verifier, type VerifierOptions, type VerifyCall } from '../detect/verifier.js';
export { createEnhancer, type EnhanceCall, type EnhancedFace, Enhancer, enhance } from '../enhance/enhancer.js';
export { InputError } from '../errors/errors.js';
export type { Box } from '../geometry/box.js';
export type { Face } from '../geometry/face.js';
export type { Image } from '../image/image.js';
export { decodeHeicWith } from '../platform/browser/heic.js';
export { readImage } from '../platform/browser/read-image.js';
export { loadRuntimeFrom } from '../platform/browser/session.js';
export type { HeicDecoder, HeicEntry, HeicPicture, HeicPictures } from '../platform/heic.js';
export type { FileSource, ReadOptions } from '../platform/port.js';
export type { RedactOptions } from '../redact/options.js';
export { type RedactCall, type Redaction, redact } from '../redact/redact.js';
export type { HiddenRegion } from '../redact/region.js';
export type { FrameFaces, Track, TrackBox } from '../tracks/track.js';
export { FarfaceWorker, startWorker, type WorkerStart } from './farface-worker.js';
export {
  type DetectVideoCall,
  detectVideo,
  type RedactVideoCall,
  redactVideo,
  type VideoFaces,
  type VideoRedaction,
} from './video.js';
export { runWorker } from './worker-functions.js';
