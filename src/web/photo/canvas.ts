import type { Image } from '../../image/image.js';

/** Rows that go onto a canvas at once, so that no second copy of a large picture in four channels is made. */
const STRIP = 256;

/** Draws pixels onto a new canvas. Throws where the browser has no canvas of that size. */
export function toCanvas({ width, height, data }: Image): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = contextOf(canvas);
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    const strip = new ImageData(width, rows);
    const from = 3 * top * width;
    for (let pixel = 0; pixel < width * rows; pixel += 1) {
      strip.data[4 * pixel] = data[from + 3 * pixel]!;
      strip.data[4 * pixel + 1] = data[from + 3 * pixel + 1]!;
      strip.data[4 * pixel + 2] = data[from + 3 * pixel + 2]!;
      strip.data[4 * pixel + 3] = 255;
    }
    context.putImageData(strip, 0, top);
  }
  return canvas;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) throw new Error('no 2d context');
  return context;
}
