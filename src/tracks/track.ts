import type { Box } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import type { Similarity } from './similarity.js';

/** What a detector found in one frame of a video. Boxes are in pixels of the upright frame. */
export interface FrameFaces {
  /** When the frame is shown, in seconds; frames come in this order. */
  readonly time: number;
  /** All that was found, down to a threshold lower than the one from which on a face is sure. */
  readonly faces: readonly Face[];
  /** A scene cut lies before this frame: no track goes on across it. */
  readonly cut?: boolean;
  /** The detector did not look at this frame: nothing follows from its having no faces. */
  readonly skipped?: boolean;
  /** Where what is still was in the frame before: how the camera moved, see `estimateMotion`. */
  readonly motion?: Similarity;
}

/** Where a face is in one frame. */
export interface TrackBox {
  /** Number of the frame, from 0. */
  readonly frame: number;
  readonly box: Box;
  /** What the detector said, 0 to 1, where it found the face in this frame. */
  readonly score?: number;
  /** Found, or taken from what was found before and after, or set by a person. */
  readonly origin: 'detected' | 'between' | 'before' | 'after' | 'edited';
}

/** One face over time. */
export interface Track {
  readonly id: number;
  /** One a frame, without a gap, in the order of the frames. */
  readonly boxes: readonly TrackBox[];
  /** Whether it is covered: true where it is sure enough, until a person says otherwise. */
  readonly hidden: boolean;
  /** How sure it is, 0 to 1: the highest score of its detections, or more where there are several. */
  readonly confidence: number;
}

/** Size in pixels of the upright frames. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}
