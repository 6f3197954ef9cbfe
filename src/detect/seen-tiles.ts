import type { ScoredBoxes } from '../geometry/scored-boxes.js';
import { digestOf } from './digest.js';
import type { Pass } from './passes.js';
import type { Tile } from './tiles.js';

/**
 * What was found in tiles that were looked at, so that looking at a photo again takes only the time of what changed: a tile
 * that shows to the last bit what it showed before has the faces that it had. Of one detector, asked with the same options.
 */
export class SeenTiles {
  readonly #boxes = new Map<string, ScoredBoxes>();

  /** The boxes of a tile's faces, looked for where the same tile was not seen with the same pixels. */
  async boxesOf(pass: Pass, tile: Tile, pixels: Uint8Array, look: () => Promise<ScoredBoxes>): Promise<ScoredBoxes> {
    const digest = await digestOf(pixels);
    if (digest === undefined) return look();
    const { scale, mirrored, width, height } = pass;
    const key = [scale, mirrored, width, height, tile.x, tile.y, tile.width, tile.height, digest].join();
    const boxes = this.#boxes.get(key) ?? (await look());
    this.#boxes.set(key, boxes);
    return boxes;
  }
}
