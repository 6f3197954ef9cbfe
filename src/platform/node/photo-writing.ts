import type { Metadata } from 'sharp';
import { jpegQuality } from '../../image/jpeg-quality.js';
import type { Timing, Writing } from '../../image/photo.js';
import { TIFF_JPEG, type TiffPage } from '../../image/tiff-pages.js';

/**
 * Of the lossy formats only JPEG says how fine it was written; WebP and AVIF are written so fine that a second loss is not
 * seen.
 */
const WEBP_QUALITY = 92;
const AVIF_QUALITY = 80;

/** The most milliseconds between frames, and repetitions, that are written. */
const LONGEST = 65_535;

/** How a file with this header was written, `pages` being those of a TIFF. */
export function writingOf(header: Metadata, file: Uint8Array, pages: readonly TiffPage[]): Writing {
  const { format } = header;
  switch (format) {
    case 'jpeg':
      return {
        format,
        quality: jpegQuality(file),
        chromaSubsampling: header.chromaSubsampling === '4:2:0' ? '4:2:0' : '4:4:4',
        progressive: header.isProgressive ?? false,
      };
    case 'png':
      return { format, progressive: header.isProgressive ?? false };
    case 'webp':
      return { format, quality: isLosslessWebp(file) ? 'lossless' : WEBP_QUALITY, ...timingOf(header) };
    case 'gif':
      return { format, ...timingOf(header) };
    case 'tiff':
      return { format, pages: pages.map(({ compression }) => (TIFF_JPEG.has(compression) ? 'jpeg' : 'deflate')) };
    case 'heif': {
      const { bitsPerSample } = header;
      return { format, quality: AVIF_QUALITY, bits: bitsPerSample === 10 || bitsPerSample === 12 ? bitsPerSample : 8 };
    }
    default:
      throw new Error(`${format} is written by nothing here.`);
  }
}

function timingOf({ delay, loop, pages = 1 }: Metadata): { timing?: Timing } {
  if (pages === 1 || !delay) return {};
  return {
    timing: {
      // Where a file says less than one time a frame, decoders repeat the last.
      delay: Array.from({ length: pages }, (_, index) => Math.min(LONGEST, delay[index] ?? delay.at(-1) ?? 0)),
      loop: Math.min(LONGEST, loop ?? 0),
    },
  };
}

/** Whether the file holds a lossless bitstream. Source: "WebP Container Specification", chunks VP8L and VP8. */
function isLosslessWebp(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return bytes.includes('VP8L') && !bytes.includes('VP8 ');
}
