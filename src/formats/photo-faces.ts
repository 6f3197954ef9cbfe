import type { Face } from '../geometry/face.js';

/** The faces of one photo, as a line of `farface detect --json` has them. */
export interface PhotoFaces {
  /** Path of the photo, as the user named it. */
  readonly image: string;
  /** Size of the upright photo in pixels. */
  readonly width: number;
  readonly height: number;
  readonly faces: readonly (Pick<Face, 'box' | 'score'> & { readonly frame?: number })[];
}

/** The name of the only category in formats that have categories. */
export const CATEGORY = 'face';

export function rounded(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
