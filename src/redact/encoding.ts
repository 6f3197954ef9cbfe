import type { Metadata, Sharp } from 'sharp';
import { jpegQuality } from './jpeg-quality.js';
import { tiffCompression } from './tiff-compression.js';

/**
 * Of the lossy formats only JPEG says how fine it was written; WebP and AVIF are written so fine that a second loss is not
 * seen.
 */
const WEBP_QUALITY = 92;
const AVIF_QUALITY = 80;
const TIFF_JPEG_QUALITY = 92;

/** The most milliseconds between frames, and repetitions, that are written. */
const LONGEST = 65_535;

/** TIFF's numbers of the compressions by JPEG. Source: TIFF 6.0 and its technical note 2. */
const TIFF_JPEG = new Set([6, 7]);

/** Makes `picture` be written in the format of the file whose header and bytes these are, as fine and as deep as it is. */
export function encodeLike(header: Metadata, file: Uint8Array, picture: Sharp): Sharp {
  const { format, isProgressive: progressive } = header;
  const animation = {
    ...(header.delay && { delay: header.delay.map((delay) => Math.min(delay, LONGEST)) }),
    ...(header.loop !== undefined && { loop: Math.min(header.loop, LONGEST) }),
  };
  switch (format) {
    case 'jpeg': {
      const chromaSubsampling = header.chromaSubsampling === '4:2:0' ? '4:2:0' : '4:4:4';
      return picture.jpeg({ quality: jpegQuality(file), chromaSubsampling, progressive });
    }
    case 'png':
      return picture.png({ progressive, palette: false });
    case 'webp':
      return picture.webp(
        isLosslessWebp(file) ? { lossless: true, ...animation } : { quality: WEBP_QUALITY, ...animation },
      );
    case 'gif':
      return picture.gif({ ...animation, dither: 0 });
    case 'tiff':
      return TIFF_JPEG.has(tiffCompression(file) ?? 0)
        ? picture.tiff({ compression: 'jpeg', quality: TIFF_JPEG_QUALITY })
        : picture.tiff({ compression: 'deflate', predictor: 'horizontal' });
    default: {
      const bitdepth = header.bitsPerSample === 10 || header.bitsPerSample === 12 ? header.bitsPerSample : 8;
      return picture.avif({ quality: AVIF_QUALITY, chromaSubsampling: '4:4:4', bitdepth });
    }
  }
}

/** Whether the file holds a lossless bitstream. Source: "WebP Container Specification", chunks VP8L and VP8. */
function isLosslessWebp(file: Uint8Array): boolean {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  return bytes.includes('VP8L') && !bytes.includes('VP8 ');
}
