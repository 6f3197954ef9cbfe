import type { Box } from '../geometry/box.js';

/** A part of a picture that is, or should be, hidden. */
export interface HiddenRegion {
  /** The face's box, before it is scaled, in pixels of the upright photo. */
  readonly box: Box;
  /** How sure the detector was, 0 to 1; absent where the user named the region. */
  readonly score?: number;
  /** Number of the frame of an animation, or of the page of a TIFF; 0 for a photo. */
  readonly frame: number;
  /** 0 where the first look found it or the user named it; 1 to 3 where that many checks did. */
  readonly round: number;
}
