import { InputError, messageOf } from '../../errors/errors.js';
import type { Image } from '../../image/image.js';
import { type DecodeOptions, type FileSource, MAX_PIXELS } from '../port.js';
import { nameOf, toBlob } from './bytes.js';

/** Side in pixels of the pieces in which a bitmap is read: browsers limit canvases to less than large photos have. */
const PIECE = 2048;

/** Browsers show what is transparent on white. */
const BACKGROUND = 'white';

/**
 * Reads a picture file of any format that the browser knows: upright (EXIF orientation applied), 8-bit sRGB (embedded
 * profiles are honoured), transparency laid on white; of an animation the first frame.
 *
 * @throws InputError that names the picture where it cannot be fetched or decoded, has more than `maxPixels`, or where the
 * browser gives out other pixels than it shows
 */
export async function readImage(source: FileSource, options: DecodeOptions = {}): Promise<Image> {
  const { maxPixels = MAX_PIXELS, name = nameOf(source) } = options;
  const blob = await toBlob(source, name);
  if (blob.size === 0) throw new InputError(`${name}: is empty; expected a picture file`);
  const bitmap = await createImageBitmap(blob, { imageOrientation: 'from-image' }).catch((error: unknown) => {
    throw new InputError(`${name}: cannot be decoded by this browser: ${messageOf(error)}`);
  });
  try {
    const { width, height } = bitmap;
    if (width * height > maxPixels) {
      throw new InputError(
        `${name}: has ${width} × ${height} pixels, more than the limit of ${maxPixels}; scale it down first`,
      );
    }
    // What the browser keeps a bitmap in is its own; ours are the pixels.
    await options.admit?.(width * height);
    return pixelsOf(bitmap);
  } finally {
    bitmap.close();
  }
}

/**
 * The pixels of a bitmap, on white.
 *
 * @throws InputError where the browser does not give them out
 */
export function pixelsOf(bitmap: ImageBitmap): Image {
  const { width, height } = bitmap;
  const data = new Uint8Array(width * height * 3);
  const canvas = new OffscreenCanvas(Math.min(width, PIECE), Math.min(height, PIECE));
  const context = contextOf(canvas);
  for (let top = 0; top < height; top += PIECE) {
    for (let left = 0; left < width; left += PIECE) {
      const [columns, rows] = [Math.min(PIECE, width - left), Math.min(PIECE, height - top)];
      context.fillStyle = BACKGROUND;
      context.fillRect(0, 0, columns, rows);
      context.drawImage(bitmap, -left, -top);
      copyColours(context.getImageData(0, 0, columns, rows), data, (top * width + left) * 3, width * 3);
    }
  }
  return { width, height, data };
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

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) throw new InputError('This browser gives no canvas to read pixels from: use another one.');
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
