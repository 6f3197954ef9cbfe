import { jpegFrameAt } from './jpeg-sampling.js';
import type { Format } from './picture-format.js';

/** Width and height in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * The size that a picture's header states, before it is turned upright: known before anything is decoded, as a small file may state a
 * picture that fills the memory. Undefined for formats that cannot state more pixels than farface takes (WebP), or whose
 * headers say it in many ways (AVIF, HEIC), and where the header is cut off.
 */
export function statedSize(file: Uint8Array, format: Format): Size | undefined {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  try {
    switch (format) {
      // Source: PNG, third edition, 11.2.1.
      case 'png':
        return { width: view.getUint32(16), height: view.getUint32(20) };
      // Source: GIF89a, section 18.
      case 'gif':
        return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
      case 'bmp':
        return bitmapSize(view);
      case 'jpeg':
        return jpegSize(view, file);
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Bytes of the oldest header of BMP, whose numbers have 16 bits. Source: Microsoft, BITMAPCOREHEADER. */
const CORE = 12;

function bitmapSize(view: DataView): Size {
  if (view.getUint32(14, true) === CORE) return { width: view.getUint16(18, true), height: view.getUint16(20, true) };
  // Rows from the top down have a negative height.
  return { width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}

function jpegSize(view: DataView, file: Uint8Array): Size | undefined {
  const at = jpegFrameAt(file);
  return at === undefined ? undefined : { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
}
