import type { Box } from './box.js';

/** A detected face. */
export interface Face {
  /** Where, in pixels of the upright photo. */
  readonly box: Box;
  /** How sure, 0 to 1. */
  readonly score: number;
  /** The scores of both stages, where the second stage looked at the candidate. */
  readonly stages?: { readonly proposal: number; readonly verification: number };
}
