import { jpegQuality } from '../../image/jpeg-quality.js';
import { isSubsampled } from '../../image/jpeg-sampling.js';
import type { Writing } from '../../image/photo.js';
import { type Format, webpChunks } from '../../image/picture-format.js';
import { canWrite } from './writable.js';

/** Of the lossy formats only JPEG says how fine it was written; others are written so fine that a second loss is not seen. */
const QUALITY = 92;

const PNG: Writing = { format: 'png', progressive: false };
const JPEG: Writing = { format: 'jpeg', quality: QUALITY, chromaSubsampling: '4:2:0', progressive: false };

/**
 * How a picture of one frame is written: as it was, where browsers write its format; else photos as JPEG and graphics as PNG.
 * Animations keep a format that no browser writes, and are refused when they would be written.
 */
export async function writingOf(file: Uint8Array, format: Format): Promise<Writing> {
  switch (format) {
    case 'jpeg':
      return {
        format,
        quality: jpegQuality(file),
        chromaSubsampling: isSubsampled(file) ? '4:2:0' : '4:4:4',
        progressive: false,
      };
    case 'webp': {
      const isLossless = webpChunks(file).some(({ name }) => name === 'VP8L');
      if (!(await canWrite('image/webp'))) return isLossless ? PNG : JPEG;
      return { format, quality: isLossless ? 'lossless' : QUALITY };
    }
    case 'avif':
    case 'heic':
      return JPEG;
    default:
      return PNG;
  }
}
