import type { Frame } from '../../image/photo.js';
import type { Rectangle } from '../../image/surface.js';
import { pixelOf } from '../../redact/color.js';
import { Cover } from '../../redact/cover.js';
import { REDACT_DEFAULTS } from '../../redact/defaults.js';
import { boundsOf, maskOver, type Span, spansOf } from '../../redact/mask.js';
import type { HiddenRegion } from '../../redact/region.js';
import type { Look } from '../editing/look.js';

/** What is seen instead of a face: RGBA of a rectangle, transparent outside of the mask. */
export interface ShownCover extends Pick<Rectangle, 'x' | 'y'> {
  readonly image: ImageData;
}

/** What covers each region, as it will be saved; nothing where its mask lies beside the photo. The frame stays as it is. */
export function coversOf(frame: Frame, regions: readonly Pick<HiddenRegion, 'box' | 'round'>[], look: Look) {
  const masks = regions.map(({ box }) => {
    const spans = spansOf(maskOver(box, look.shape, look.scale), frame.width, frame.height);
    return spans.length === 0 ? undefined : { spans, bounds: boundsOf(spans) };
  });
  const before = masks.map((mask) => mask && frame.read(mask.bounds));
  const { color, strength } = REDACT_DEFAULTS;
  new Cover(frame, { ...look, strength }, pixelOf(color, frame.layout)).hide(regions);
  const covers = masks.map((mask) => mask && shownCover(frame, mask.bounds, mask.spans));
  for (const [index, mask] of masks.entries()) {
    if (mask === undefined) continue;
    const { x, y, width, height } = mask.bounds;
    const length = width * frame.channels;
    for (let row = 0; row < height; row += 1)
      frame.replace(x, y + row, before[index]!.subarray(row * length, (row + 1) * length));
  }
  return covers;
}

function shownCover(frame: Frame, bounds: Rectangle, spans: readonly Span[]): ShownCover {
  const { channels } = frame;
  const samples = frame.read(bounds);
  const image = new ImageData(bounds.width, bounds.height);
  for (const { y, from, to } of spans) {
    for (let x = from; x < to; x += 1) {
      const at = (y - bounds.y) * bounds.width + x - bounds.x;
      for (let channel = 0; channel < 4; channel += 1)
        image.data[4 * at + channel] = channel < channels ? samples[channels * at + channel]! : 255;
    }
  }
  return { x: bounds.x, y: bounds.y, image };
}
