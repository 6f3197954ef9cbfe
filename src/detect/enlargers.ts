/** How much larger than itself a photo may be looked at. */
export const ZOOMS = [2] as const;
export type Zoom = (typeof ZOOMS)[number];

/** By what it is enlarged; the first by default. */
export const ENLARGERS = ['lanczos', 'generator'] as const;
export type EnlargerName = (typeof ENLARGERS)[number];
export const DEFAULT_ENLARGER: EnlargerName = ENLARGERS[0];
