import { PIXEL_FORMATS, type PixelFormat } from '../image/pixel-format.js';
import type { Samples } from '../image/samples.js';
import { squaresApart } from '../image/squares.js';
import type { Plane, VideoFrame } from '../platform/video-port.js';
import { eachSpan, type Mask, type Span } from '../redact/mask.js';

/**
 * How far brightness behind a mask may be from the mask's: the root of the mean square, in 255ths. Over a whole frame it may
 * be twice as far, for what is outside masks is finer than they are.
 */
export const TOLERANCE = 20;

/** Rows apart that the whole frame is compared at. */
const EVERY_ROW = 4;

/** Rows all over a frame. */
export function rowsOf({ width, height }: Pick<VideoFrame, 'width' | 'height'>): Span[] {
  return Array.from({ length: Math.ceil(height / EVERY_ROW) }, (_, row) => ({
    ...{ y: row * EVERY_ROW, from: 0, to: width },
  }));
}

/**
 * What a plane has in runs of it, one behind the other.
 *
 * @param memory where it goes, if it is large enough; what it held is overwritten. Its own by default
 */
export function gather({ data, stride }: Plane, spans: readonly Span[], memory?: Samples): Samples {
  let length = 0;
  for (const { from, to } of spans) length += to - from;
  const isWide = data instanceof Uint16Array;
  const fits = memory && memory instanceof Uint16Array === isWide && memory.length >= length;
  const samples = fits ? memory.subarray(0, length) : isWide ? new Uint16Array(length) : new Uint8Array(length);
  let at = 0;
  for (const { y, from, to } of spans) {
    samples.set(data.subarray(y * stride + from, y * stride + to), at);
    at += to - from;
  }
  return samples;
}

/** Memory that a frame's brightness is gathered in, again and again. */
let gathered: Samples | undefined;

/**
 * How far a frame's brightness in runs of it, of which there is one at least, is from what it should be: the root of the mean square, in 255ths.
 *
 * @param expected what was gathered there
 */
export function distanceIn(
  { planes, format }: Pick<VideoFrame, 'planes' | 'format'>,
  spans: readonly Span[],
  expected: Samples,
): number {
  const shown = gather(planes[0]!, spans, gathered);
  if (!gathered || shown.buffer !== gathered.buffer) gathered = shown;
  return Math.sqrt(squaresApart(shown, expected) / shown.length) / unitOf(format);
}

/**
 * How far a frame's brightness behind a mask is from that of a mask of one colour: the root of the mean square, in 255ths. 0 where it lies
 * outside the picture.
 */
export function distanceBehind(
  { planes, format, width, height }: Pick<VideoFrame, 'planes' | 'format' | 'width' | 'height'>,
  mask: Mask,
  brightness: number,
): number {
  const { data, stride } = planes[0]!;
  const totals = new Float64Array(2);
  eachSpan(mask, width, height, (y, from, to) => {
    let sum = 0;
    for (let at = y * stride + from; at < y * stride + to; at++) {
      const difference = data[at]! - brightness;
      sum += difference * difference;
    }
    totals[0]! += sum;
    totals[1]! += to - from;
  });
  const [sum = 0, count = 0] = totals;
  return count === 0 ? 0 : Math.sqrt(sum / count) / unitOf(format);
}

/** How much of a sample one of 255 is. */
function unitOf(format: PixelFormat): number {
  return 2 ** (PIXEL_FORMATS[format].bits - 8);
}
