/** A picture in memory: 8-bit sRGB, interleaved `[height, width, 3]`, upright (EXIF orientation applied), no alpha. */
export interface Image {
  readonly width: number;
  readonly height: number;
  /** `width * height * 3` bytes, rows from the top. */
  readonly data: Uint8Array;
}
