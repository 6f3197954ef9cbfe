import type { Box } from '../../geometry/box.js';
import { type Mask, maskOver, type Span, spansOf } from '../../redact/mask.js';
import type { Hiding } from './appearance.js';

/** How faces are hidden. */
export interface Look {
  readonly hiding: Hiding;
  readonly shape: Mask['shape'];
  /** Size of the mask over the size of the face's box. */
  readonly scale: number;
}

/** A face to hide; `round` is how many checks still found it behind its mask. */
export interface Hidden {
  readonly box: Box;
  readonly round: number;
}

/** The pixels of a mask, and the rectangle that holds them all. */
export interface MaskPixels {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly spans: readonly Span[];
}

/** The pixels that the mask over a face covers; undefined where it lies outside of the photo. */
export function maskPixels(face: Box, { shape, scale }: Look, width: number, height: number): MaskPixels | undefined {
  const spans = [...spansOf(maskOver(face, shape, scale), width, height)];
  const first = spans[0];
  if (first === undefined) return undefined;
  const x = Math.min(...spans.map(({ from }) => from));
  const right = Math.max(...spans.map(({ to }) => to));
  return { x, y: first.y, width: right - x, height: spans.at(-1)!.y - first.y + 1, spans };
}
