/** Shapes of pixels that H.264 and HEVC have numbers for, width over height: ITU-T H.264, table E-1. */
const KNOWN = [
  ...[
    [1, 1],
    [12, 11],
    [10, 11],
    [16, 11],
    [40, 33],
    [24, 11],
    [20, 11],
    [32, 11],
    [80, 33],
  ],
  ...[
    [18, 11],
    [15, 11],
    [64, 33],
    [160, 99],
    [4, 3],
    [3, 2],
    [2, 1],
  ],
] as const;

/** Width of a pixel over its height. */
export interface PixelAspect {
  readonly num: number;
  readonly den: number;
}

/**
 * The shape of pixels that a picture's shown width was rounded from.
 *
 * @param width of the coded picture
 * @param rounded as mediabunny says it: by whole pixels of the picture as it is shown
 * @example
 * pixelAspectOf(160, { num: 213, den: 160 }); // { num: 4, den: 3 }
 */
export function pixelAspectOf(width: number, rounded: PixelAspect): PixelAspect {
  const shown = Math.round((width * rounded.num) / rounded.den);
  const exact = KNOWN.find(([num, den]) => Math.abs((width * num) / den - shown) <= 0.5);
  return exact ? { num: exact[0], den: exact[1] } : rounded;
}
