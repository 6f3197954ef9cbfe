import { type Box, intersection, size } from '../geometry/box.js';
import type { Surface } from '../image/surface.js';
import { type Appearance, blur, mosaic, solid } from './appearance.js';
import { boundsOf, maskOver, type Span, spansOf } from './mask.js';
import type { RedactSettings } from './options.js';
import type { HiddenRegion } from './region.js';

const RGBA = 4;
const OPAQUE = 255;

type CoverSettings = Pick<RedactSettings, 'with' | 'shape' | 'scale' | 'strength'>;

/**
 * Hides regions of one surface. Each is painted over what is there by then, so that whatever is hidden later, in whatever
 * order, shows less and never more.
 */
export class Cover {
  readonly #appearances: Appearance[] = [];
  readonly #masks: { readonly box: Box; readonly size: number }[] = [];

  /**
   * @param pixel the colour of solid masks in the surface's own samples
   * @param allOrNothing whether pixels can be opaque or not there, and nothing between, as in GIF
   */
  constructor(
    readonly surface: Surface,
    readonly settings: CoverSettings,
    readonly pixel: readonly number[],
    readonly allOrNothing = false,
  ) {}

  /** Hides the regions. Cells and sigma follow the largest face whose mask touches the region's. */
  hide(regions: readonly Pick<HiddenRegion, 'box' | 'round'>[]): void {
    const { shape, scale } = this.settings;
    const added = regions.map(({ box, round }) => ({ mask: maskOver(box, shape, scale), size: size(box), round }));
    for (const { mask, size } of added) this.#masks.push({ box: mask.box, size });
    for (const { mask, round, size } of added) {
      const spans = spansOf(mask, this.surface.width, this.surface.height);
      if (spans.length > 0) this.#paint(spans, round, this.#largestAround(mask.box, size));
    }
  }

  #paint(spans: readonly Span[], round: number, size: number): void {
    const { channels } = this.surface;
    const rectangle = boundsOf(spans);
    this.#appearances[round] ??= this.#appearance(round);
    const samples = this.#appearances[round](this.surface, rectangle, size);
    if (this.allOrNothing && channels === RGBA) {
      for (let alpha = channels - 1; alpha < samples.length; alpha += channels) {
        samples[alpha] = samples[alpha]! < OPAQUE / 2 ? 0 : OPAQUE;
      }
    }
    for (const { y: row, from, to } of spans) {
      const start = ((row - rectangle.y) * rectangle.width + from - rectangle.x) * channels;
      this.surface.replace(from, row, samples.subarray(start, start + (to - from) * channels));
    }
  }

  #largestAround(box: Box, size: number): number {
    // Only mosaic and blur ask for it.
    if (this.settings.with === 'solid') return size;
    return this.#masks.reduce(
      (most, mask) => (intersection(mask.box, box) > 0 ? Math.max(most, mask.size) : most),
      size,
    );
  }

  /** What a check still finds behind a mosaic or a blur is hidden twice as strongly in each round. */
  #appearance(round: number): Appearance {
    const { with: hiding, strength } = this.settings;
    if (hiding === 'solid') return solid(this.pixel);
    return (hiding === 'mosaic' ? mosaic : blur)(strength * 2 ** round);
  }
}
