import type { Samples } from './samples.js';
import type { Rectangle, Surface } from './surface.js';

/** A surface over samples in memory, `[height, width, channels]`, which it changes. */
export class Raster implements Surface {
  constructor(
    readonly width: number,
    readonly height: number,
    readonly channels: number,
    readonly samples: Samples,
  ) {
    if (samples.length !== width * height * channels) {
      throw new Error(`${samples.length} samples are not those of ${width} × ${height} × ${channels}.`);
    }
  }

  read({ x, y, width, height }: Rectangle): Samples {
    const length = width * this.channels;
    const part = this.samples.slice(0, length * height);
    for (let row = 0; row < height; row++) {
      const start = this.#startOf(x, y + row);
      part.set(this.samples.subarray(start, start + length), row * length);
    }
    return part;
  }

  replace(x: number, y: number, samples: Samples): void {
    this.samples.set(samples, this.#startOf(x, y));
  }

  #startOf(x: number, y: number): number {
    return (y * this.width + x) * this.channels;
  }
}
