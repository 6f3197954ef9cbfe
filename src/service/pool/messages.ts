import type { Detection } from '../../detect/detector.js';
import type { DetectOptions, DetectorOptions } from '../../detect/options.js';
import type { VerifyCall } from '../../detect/verifier.js';
import type { Face } from '../../geometry/face.js';
import type { RedactOptions } from '../../redact/options.js';
import type { Redaction } from '../../redact/redact.js';
import type { PictureSize } from '../../tracks/track.js';

/** What can be done with a picture, what it is told, and what comes of it. */
export interface Works {
  detect: { options: DetectOptions; value: Detection };
  redact: { options: RedactOptions; value: Redaction };
  /** A frame of a video: its bytes are the pixels, `[height, width, 3]`. */
  look: { options: DetectOptions & { readonly size: PictureSize }; value: Detection };
  verify: {
    options: Omit<VerifyCall, 'signal' | 'onProgress'> & { readonly faces: readonly Face[] };
    value: Detection;
  };
}

export type WorkKind = keyof Works;

/** One picture and what is to be done with it. */
export type Work = {
  [Kind in WorkKind]: {
    readonly kind: Kind;
    /** What errors call the picture. */
    readonly name: string;
    readonly bytes: Uint8Array<ArrayBuffer>;
    readonly options: Works[Kind]['options'];
  };
}[WorkKind];

/** What a thread is started with. */
export interface ThreadSettings {
  readonly detector: DetectorOptions;
}

/** To a thread. */
export type Asked =
  | { readonly id: number; readonly kind: 'work'; readonly work: Work }
  | { readonly id: number; readonly kind: 'abort' }
  | { readonly kind: 'end' };

/** From a thread. */
export type Answered =
  | { readonly kind: 'ready' }
  | { readonly kind: 'unusable'; readonly message: string }
  | { readonly id: number; readonly kind: 'value'; readonly value: Works[WorkKind]['value'] }
  | {
      readonly id: number;
      readonly kind: 'error';
      readonly message: string;
      readonly input: boolean;
      readonly stack?: string;
    };
