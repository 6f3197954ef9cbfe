import type { Image } from './image.js';
import { type Layout, largest, type Samples } from './samples.js';

/**
 * Blackens what nobody can see: colours under full transparency. Whoever drops the transparency of a picture finds
 * nothing there. Changes the samples.
 */
export function blankInvisible(samples: Samples, { channels, hasAlpha }: Layout): void {
  if (!hasAlpha) return;
  const alpha = channels - 1;
  for (let at = 0; at < samples.length; at += channels) {
    if (samples[at + alpha] === 0) samples.fill(0, at, at + alpha);
  }
}

/** How much of a picture is transparent: nothing; some pixels fully and all others not at all; or some of them in part. */
export type Transparency = 'none' | 'full' | 'partial';

export function transparencyOf(samples: Samples, layout: Layout): Transparency {
  if (!layout.hasAlpha) return 'none';
  const opaque = largest(layout);
  let found: Transparency = 'none';
  for (let at = layout.channels - 1; at < samples.length; at += layout.channels) {
    const alpha = samples[at]!;
    if (alpha !== 0 && alpha !== opaque) return 'partial';
    if (alpha === 0) found = 'full';
  }
  return found;
}

/**
 * All that can be seen of a picture: laid on white, as browsers, viewers and printers show it; where some of it is
 * transparent on black too, for a face may be seen on one alone; and, where some of it is so in part, its colours
 * without their transparency. Invisible colours are black by now.
 *
 * @param rgba 8-bit sRGB with transparency, `[height, width, 4]`
 */
export function viewsOfRgba(rgba: Uint8Array, width: number, height: number, transparency: Transparency): Image[] {
  const onto = (colorOf: (color: number, alpha: number) => number): Image => {
    const data = new Uint8Array(width * height * 3);
    for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
      const alpha = rgba[from + 3]!;
      for (let channel = 0; channel < 3; channel++) data[to + channel] = colorOf(rgba[from + channel]!, alpha);
    }
    return { width, height, data };
  };
  const on = (background: number) =>
    onto((color, alpha) => Math.round((color * alpha + background * (255 - alpha)) / 255));
  if (transparency === 'none') return [onto((color) => color)];
  return [on(255), on(0), ...(transparency === 'partial' ? [onto((color) => color)] : [])];
}
