import type { Box } from '../geometry/box.js';

/** A face that somebody marked in a photo, with WIDER FACE's attributes as its readme numbers them. */
export interface AnnotatedFace {
  /** Where, in pixels of the photo as it is stored. */
  readonly box: Box;
  /** The annotators could not judge it (too small, too blurred): neither a positive nor a negative. */
  readonly invalid: boolean;
  /** The probability, 0 to 1, that it is a face, where detectors and not people marked it; 1 by default. */
  readonly confidence?: number;
  /** 0 clear, 1 normal, 2 heavy. */
  readonly blur: 0 | 1 | 2;
  /** 0 typical, 1 exaggerated. */
  readonly expression: 0 | 1;
  /** 0 normal, 1 extreme. */
  readonly illumination: 0 | 1;
  /** 0 none, 1 partial, 2 heavy. */
  readonly occlusion: 0 | 1 | 2;
  /** 0 typical, 1 atypical. */
  readonly pose: 0 | 1;
}

/** A photo and the faces marked in it. */
export interface AnnotatedPhoto {
  /** The event's folder, e.g. `0--Parade`. */
  readonly event: string;
  /** File name without extension, e.g. `0_Parade_marchingband_1_849`. */
  readonly name: string;
  /** Path of the image file. */
  readonly path: string;
  /** May be empty: some photos show no face. */
  readonly faces: readonly AnnotatedFace[];
}
