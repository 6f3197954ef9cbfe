/** How crops are made of photos for training. Chances are per crop, 0 to 1; sizes of faces are √(width · height). */
export interface CropSettings {
  /** Sides of the crop in pixels. */
  readonly size: number;
  /** Sizes that faces are scaled to, in crop pixels; log-uniform. */
  readonly faceSizes: readonly [least: number, most: number];
  /** Sizes that some faces are scaled to instead, so that the coarse branches learn as well. */
  readonly wideFaceSizes: readonly [least: number, most: number];
  readonly wideChance: number;
  /** Limits of the photo's scale: beyond them faces would be mush or one crop would need a whole large photo. */
  readonly scales: readonly [least: number, most: number];
  /** Chance that the photo keeps its scale, and so the grain that it has when faces are searched for. */
  readonly nativeChance: number;
  /** Chance of a crop from anywhere in the photo at any scale: mostly background, where false alarms come from. */
  readonly backgroundChance: number;
  readonly flipChance: number;

  /** Chance that the colours change, in all the following ways at once. */
  readonly colourChance: number;
  /** Factor on all values. */
  readonly gain: readonly [least: number, most: number];
  /** Added to all values, as a share of white. */
  readonly offset: readonly [least: number, most: number];
  /** Factor on the distance from middle grey. */
  readonly contrast: readonly [least: number, most: number];
  /** Factor on the distance from the pixel's own grey. */
  readonly saturation: readonly [least: number, most: number];
  /** Factor on each of red, green and blue by itself: coloured light. */
  readonly tint: readonly [least: number, most: number];
  readonly greyscaleChance: number;

  readonly blurChance: number;
  /** Standard deviation of the Gaussian blur in crop pixels. */
  readonly blur: readonly [least: number, most: number];
  readonly noiseChance: number;
  /** Standard deviation of the noise, in 8-bit levels. */
  readonly noise: readonly [least: number, most: number];
  readonly jpegChance: number;
  readonly jpegQuality: readonly [least: number, most: number];

  /** Chance that a face is partly covered by a piece of the photo from elsewhere. */
  readonly coverChance: number;
  /** Smaller faces, in crop pixels, are not covered: too little would be left. */
  readonly coverLeast: number;
  /** Share of the face's width or height that is covered. */
  readonly coverShare: readonly [least: number, most: number];

  /** Smaller faces are neither positives nor negatives: too few pixels to tell. */
  readonly leastFace: number;
  /** Faces of which a smaller share lies inside the crop are ignored likewise. */
  readonly leastVisible: number;
}

export const CROP_SETTINGS: CropSettings = {
  size: 320,
  faceSizes: [6, 64],
  wideFaceSizes: [8, 300],
  wideChance: 0.4,
  scales: [0.25, 2],
  nativeChance: 0.15,
  backgroundChance: 0.1,
  flipChance: 0.5,

  colourChance: 0.85,
  gain: [0.7, 1.3],
  offset: [-0.15, 0.15],
  contrast: [0.85, 1.2],
  saturation: [0.6, 1.4],
  tint: [0.92, 1.08],
  greyscaleChance: 0.05,

  blurChance: 0.08,
  blur: [0.3, 1],
  noiseChance: 0.08,
  noise: [1, 8],
  jpegChance: 0.12,
  jpegQuality: [35, 90],

  coverChance: 0,
  coverLeast: 16,
  coverShare: [0.2, 0.55],

  leastFace: 3.5,
  leastVisible: 0.6,
};
