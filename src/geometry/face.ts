import type { Box } from './box.js';

/** A detected face. */
export interface Face {
  /** Where, in pixels of the upright photo. */
  readonly box: Box;
  /** How sure, 0 to 1. */
  readonly score: number;
  /** Which frame of an animation, or page of a TIFF, from 0; absent where the picture is the only one of its file. */
  readonly frame?: number;
  /** What both stages say, where the second stage looked at the candidate. */
  readonly stages?: {
    /** Their scores, 0 to 1. */
    readonly proposal: number;
    readonly verification: number;
    /** The first stage's box, where the second moved it. */
    readonly proposalBox?: Box;
  };
}
