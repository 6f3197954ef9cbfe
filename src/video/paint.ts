import { type Box, intersection, size } from '../geometry/box.js';
import { PIXEL_FORMATS, type PlaneLayout, planeSizes } from '../image/pixel-format.js';
import type { Samples } from '../image/samples.js';
import type { Rectangle, Surface } from '../image/surface.js';
import type { Plane, VideoFrame } from '../platform/video-port.js';
import { type Appearance, blur, mosaic } from '../redact/appearance.js';
import { boundsOf, eachSpan, type Mask, maskOver, type Span, spansOf } from '../redact/mask.js';
import type { RedactSettings } from '../redact/options.js';
import { type Orientation, toDecoded } from './orientation.js';
import { colorsOf, samplesOf } from './plane-colors.js';

/** How regions are hidden. */
export interface PaintSettings extends Pick<RedactSettings, 'with' | 'shape' | 'scale' | 'strength'> {
  /** Red, green and blue of solid masks, 0 to 1. */
  readonly rgb: readonly [number, number, number];
}

/** A mask in pixels of the decoded picture, with the face's size. */
export interface PlacedMask {
  readonly mask: Mask;
  readonly size: number;
}

/** The masks over faces, where they lie in the decoded picture. */
export function placeMasks(
  boxes: readonly Box[],
  { width, height }: Pick<VideoFrame, 'width' | 'height'>,
  orientation: Orientation,
  { shape, scale }: Pick<PaintSettings, 'shape' | 'scale'>,
): PlacedMask[] {
  const placed = boxes.map((box) => ({
    mask: maskOver(toDecoded(box, width, height, orientation), shape, scale),
    size: size(box),
  }));
  // Cells and sigma follow the largest face whose mask touches. From left to right, so that few are compared.
  const sizes = placed.map(({ size }) => size);
  const order = placed.map((_, at) => at).sort((a, b) => placed[a]!.mask.box.x - placed[b]!.mask.box.x);
  for (const [nth, one] of order.entries()) {
    const { mask, size } = placed[one]!;
    const right = mask.box.x + mask.box.width;
    for (let next = nth + 1; next < order.length; next++) {
      const other = order[next]!;
      if (placed[other]!.mask.box.x >= right) break;
      if (intersection(placed[other]!.mask.box, mask.box) === 0) continue;
      sizes[one] = Math.max(sizes[one]!, placed[other]!.size);
      sizes[other] = Math.max(sizes[other]!, size);
    }
  }
  return placed.map(({ mask }, at) => ({ mask, size: sizes[at]! }));
}

/** Hides what is under the masks in the planes themselves: every sample that stands for a pixel that a mask touches. */
export function paint(frame: VideoFrame, masks: readonly PlacedMask[], settings: PaintSettings): void {
  if (settings.with === 'solid') fill(frame, masks, samplesOf(settings.rgb, colorsOf(frame)));
  else if (masks.length > 0) change(frame, masks, settings);
}

/** Hides by one colour, which needs nothing of what was there. */
function fill(frame: VideoFrame, masks: readonly PlacedMask[], [light, ...tint]: readonly number[]): void {
  const { format, width, height, planes } = frame;
  const { across, down, interleaved }: PlaneLayout = PIXEL_FORMATS[format];
  const [brightness, ...colours] = planes as [Plane, ...Plane[]];
  const count = Math.ceil(height / down);
  const rows = rowsOfColour(frame);
  for (const { mask } of masks) {
    eachSpan(mask, width, height, (y, from, to) => {
      fillRun(brightness.data, light!, y * brightness.stride + from, y * brightness.stride + to);
      const [left, right] = [Math.floor(from / across), Math.ceil(to / across)];
      const first = rows.first(y);
      for (let row = first; row < Math.min(count, first + rows.together); row++) {
        if (interleaved) {
          const { data, stride } = colours[0]!;
          for (let at = 2 * left; at < 2 * right; at++) data[row * stride + at] = tint[at % 2]!;
          continue;
        }
        for (let plane = 0; plane < colours.length; plane++) {
          const { data, stride } = colours[plane]!;
          fillRun(data, tint[plane]!, row * stride + left, row * stride + right);
        }
      }
    });
  }
}

/** Shorter runs are filled sooner than they are handed over. */
const SHORT = 48;

function fillRun(data: Samples, sample: number, from: number, to: number): void {
  if (to - from > SHORT) data.fill(sample, from, to);
  else for (let at = from; at < to; at++) data[at] = sample;
}

/** Hides by what becomes of what was there. */
function change(frame: VideoFrame, masks: readonly PlacedMask[], settings: PaintSettings): void {
  const layout: PlaneLayout = PIXEL_FORMATS[frame.format];
  const sizes = planeSizes(frame.format, frame.width, frame.height);
  const bright = masks.map(({ mask }) => spansIn(frame, 0, mask));
  // Both planes of colour have the same.
  const coloured = sizes.length > 1 ? bright.map((spans) => colourSpans(frame, spans)) : [];
  for (const [index, { width, height }] of sizes.entries()) {
    const channels = index > 0 && layout.interleaved ? 2 : 1;
    const surface = new PlaneSurface(frame.planes[index]!, width / channels, height, channels);
    const appearance = appearanceOf(settings, index > 0 ? layout : undefined);
    for (const [at, { size }] of masks.entries()) {
      const spans = (index === 0 ? bright : coloured)[at]!;
      if (spans.length > 0) paintSpans(surface, spans, appearance, size);
    }
  }
}

/** The part of a plane, row by row, that stands for what a mask touches. */
export function spansIn(frame: VideoFrame, plane: number, mask: Mask): Span[] {
  const spans = spansOf(mask, frame.width, frame.height);
  return plane === 0 ? spans : colourSpans(frame, spans);
}

/** The same part of a plane of colour, of which several pixels may share a sample. */
function colourSpans(frame: VideoFrame, spans: readonly Span[]): Span[] {
  const { across, down }: PlaneLayout = PIXEL_FORMATS[frame.format];
  const rows: { y: number; from: number; to: number }[] = [];
  const count = Math.ceil(frame.height / down);
  const { first, together } = rowsOfColour(frame);
  // From the top down: the first row is the first span's.
  const top = spans.length > 0 ? first(spans[0]!.y) : 0;
  for (const { y, from, to } of spans) {
    const [left, right] = [Math.floor(from / across), Math.ceil(to / across)];
    for (let row = first(y); row < Math.min(count, first(y) + together); row++) {
      const known = rows[row - top];
      if (known === undefined) rows[row - top] = { y: row, from: left, to: right };
      else [known.from, known.to] = [Math.min(known.from, left), Math.max(known.to, right)];
    }
  }
  return rows;
}

/** Which rows of colour a row of brightness may share: the first, and how many. Two fields have theirs in turn, four rows together. */
function rowsOfColour({ format, scan }: VideoFrame): { first: (y: number) => number; together: number } {
  const { down }: PlaneLayout = PIXEL_FORMATS[format];
  if (down === 1) return { first: (y) => y, together: 1 };
  if (scan === 'progressive') return { first: (y) => y >> 1, together: 1 };
  return { first: (y) => 2 * (y >> 2), together: 2 };
}

function appearanceOf({ with: hiding, strength }: PaintSettings, layout: PlaneLayout | undefined): Appearance {
  // A cell of colour is as large in the picture as one of brightness.
  const share = strength / (layout ? Math.max(layout.across, layout.down) : 1);
  return (hiding === 'mosaic' ? mosaic : blur)(share);
}

function paintSpans(surface: PlaneSurface, spans: readonly Span[], appearance: Appearance, size: number): void {
  const { channels } = surface;
  const rectangle = boundsOf(spans);
  const samples = appearance(surface, rectangle, size);
  for (const { y: row, from, to } of spans) {
    const start = ((row - rectangle.y) * rectangle.width + from - rectangle.x) * channels;
    surface.replace(from, row, samples.subarray(start, start + (to - from) * channels));
  }
}

/** A plane of a frame as something that is hidden in. */
class PlaneSurface implements Surface {
  constructor(
    readonly plane: Plane,
    readonly width: number,
    readonly height: number,
    readonly channels: number,
  ) {}

  read({ x, y, width, height }: Rectangle): Samples {
    const { data, stride } = this.plane;
    const length = width * this.channels;
    const part = data instanceof Uint8Array ? new Uint8Array(length * height) : new Uint16Array(length * height);
    for (let row = 0; row < height; row++) {
      const start = (y + row) * stride + x * this.channels;
      part.set(data.subarray(start, start + length), row * length);
    }
    return part;
  }

  replace(x: number, y: number, samples: Samples): void {
    this.plane.data.set(samples, y * this.plane.stride + x * this.channels);
  }
}
