/** A picture in memory: 8-bit sRGB, interleaved `[height, width, 3]`, upright (EXIF orientation applied), no alpha. */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes, rows from the top. */
  readonly data: Uint8Array;
}

/** What lies beyond a photo, in crops and in tiles: grey, as neutral to networks as the zeros that convolutions pad with. */
export const BEYOND = 127;
