import { InputError } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';

/** Side in pixels of the pieces in which a bitmap is read: browsers limit canvases to less than large photos have. */
const PIECE = 2048;

/** Rows that go onto a canvas at once, so that no second copy of a large picture in four channels is made. */
const STRIP = 256;

/** Browsers show what is transparent on white. */
const BACKGROUND = 'white';

/**
 * The pixels of a bitmap, on white.
 *
 * @throws InputError where the browser does not give them out
 */
export function pixelsOf(bitmap: ImageBitmap): Image {
  const { width, height } = bitmap;
  const data = new Uint8Array(width * height * 3);
  for (const { piece, start } of piecesOf(bitmap, false)) copyColours(piece, data, start * 3, width * 3);
  return { width, height, data };
}

/**
 * The pixels of a bitmap with their transparency, `[height, width, 4]`; undefined where nothing is transparent.
 *
 * @throws InputError where the browser does not give them out
 */
export function transparentPixelsOf(bitmap: ImageBitmap): Uint8Array | undefined {
  for (const { piece } of piecesOf(bitmap, true)) {
    if (isTransparent(piece)) return rgbaOf(bitmap);
  }
  return undefined;
}

function rgbaOf(bitmap: ImageBitmap): Uint8Array {
  const data = new Uint8Array(bitmap.width * bitmap.height * 4);
  for (const { piece, start } of piecesOf(bitmap, true)) {
    const row = 4 * piece.width;
    for (let y = 0; y < piece.height; y++) {
      data.set(piece.data.subarray(y * row, (y + 1) * row), 4 * (start + y * bitmap.width));
    }
  }
  return data;
}

/**
 * Draws pixels onto a new canvas, `channels` samples each: RGB, or RGBA.
 *
 * @throws InputError where the browser has no canvas of that size
 */
export function toCanvas(width: number, height: number, samples: Uint8Array, channels: 3 | 4): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const context = contextOf(canvas, channels === 4);
  for (let top = 0; top < height; top += STRIP) {
    const rows = Math.min(STRIP, height - top);
    const strip = new ImageData(width, rows);
    const from = channels * top * width;
    if (channels === 4) strip.data.set(samples.subarray(from, from + 4 * width * rows));
    else spread(samples.subarray(from, from + 3 * width * rows), strip.data);
    context.putImageData(strip, 0, top);
  }
  return canvas;
}

/** Pieces of a bitmap, and the number of the pixel that each begins with. */
function* piecesOf(bitmap: ImageBitmap, alpha: boolean): Generator<{ piece: ImageData; start: number }> {
  const { width, height } = bitmap;
  const canvas = new OffscreenCanvas(Math.min(width, PIECE), Math.min(height, PIECE));
  const context = contextOf(canvas, alpha);
  for (let top = 0; top < height; top += PIECE) {
    for (let left = 0; left < width; left += PIECE) {
      const [columns, rows] = [Math.min(PIECE, width - left), Math.min(PIECE, height - top)];
      context.clearRect(0, 0, columns, rows);
      if (!alpha) {
        context.fillStyle = BACKGROUND;
        context.fillRect(0, 0, columns, rows);
      }
      context.drawImage(bitmap, -left, -top);
      yield { piece: context.getImageData(0, 0, columns, rows), start: top * width + left };
    }
  }
}

function isTransparent({ data }: ImageData): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

/** Red, green and blue of a piece, put where its first pixel belongs in rows of `stride` bytes. */
function copyColours({ data: from, width, height }: ImageData, to: Uint8Array, start: number, stride: number): void {
  let at = 0;
  for (let y = 0; y < height; y++) {
    const end = start + y * stride + width * 3;
    for (let target = start + y * stride; target < end; target += 3, at += 4) {
      to[target] = from[at]!;
      to[target + 1] = from[at + 1]!;
      to[target + 2] = from[at + 2]!;
    }
  }
}

/** RGB as opaque RGBA. */
function spread(from: Uint8Array, to: Uint8ClampedArray): void {
  for (let source = 0, target = 0; source < from.length; source += 3, target += 4) {
    to[target] = from[source]!;
    to[target + 1] = from[source + 1]!;
    to[target + 2] = from[source + 2]!;
    to[target + 3] = 255;
  }
}

function contextOf(canvas: OffscreenCanvas, alpha: boolean): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha, willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) {
    throw new InputError(
      `This browser gives no canvas of ${canvas.width} × ${canvas.height} pixels: use another one, or scale the photo down.`,
    );
  }
  assertHonest();
  return context;
}

let honest: boolean | undefined;

/** Browsers that resist fingerprinting give out white or noise, in which no face would be found. */
function assertHonest(): void {
  honest ??= readsBack();
  if (honest) return;
  throw new InputError(
    'This browser gives out other pixels than it shows, to resist fingerprinting, so that faces would be missed. ' +
      'Allow canvas data for this page, or use another browser.',
  );
}

/** Whether a canvas gives back what was put there. */
function readsBack(): boolean {
  const side = 16;
  const drawn = new ImageData(side, side);
  for (let at = 0; at < drawn.data.length; at++) drawn.data[at] = at % 4 === 3 ? 255 : (at * 37) % 256;
  const context = new OffscreenCanvas(side, side).getContext('2d', { alpha: false, colorSpace: 'srgb' });
  context?.putImageData(drawn, 0, 0);
  const read = context?.getImageData(0, 0, side, side).data;
  return read !== undefined && drawn.data.every((value, at) => value === read[at]);
}
