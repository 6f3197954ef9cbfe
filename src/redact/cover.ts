import { size } from '../geometry/box.js';
import { type Appearance, blur, mosaic, solid } from './appearance.js';
import { maskOver, spansOf } from './mask.js';
import type { RedactSettings } from './options.js';
import type { Picture } from './picture.js';
import type { HiddenRegion } from './region.js';

/** Hides regions of one picture, each with the appearance for its round. */
export class Cover {
  readonly #appearances: Appearance[] = [];

  constructor(
    readonly picture: Picture,
    readonly settings: RedactSettings,
  ) {}

  /** Hides the region. Where regions overlap, the later one is what is seen. */
  async hide({ box, frame, round }: HiddenRegion): Promise<void> {
    const { shape, scale } = this.settings;
    const { width, height, layout } = this.picture;
    const spans = [...spansOf(maskOver(box, shape, scale), width, height)];
    if (spans.length === 0) return;
    const x = Math.min(...spans.map(({ from }) => from));
    const y = spans[0]!.y;
    const rectangle = { x, y, width: Math.max(...spans.map(({ to }) => to)) - x, height: spans.at(-1)!.y - y + 1 };
    this.#appearances[round] ??= await this.#appearance(round);
    const samples = await this.#appearances[round](rectangle, frame, size(box));
    for (const { y: row, from, to } of spans) {
      const start = ((row - y) * rectangle.width + from - x) * layout.channels;
      this.picture.replace(frame, from, row, samples.subarray(start, start + (to - from) * layout.channels));
    }
  }

  /** What a check still finds behind a mosaic or a blur is hidden twice as strongly in each round. */
  async #appearance(round: number): Promise<Appearance> {
    const { with: hiding, color, strength } = this.settings;
    if (hiding === 'solid') return solid(this.picture, color);
    return (hiding === 'mosaic' ? mosaic : blur)(this.picture, strength * 2 ** round);
  }
}
