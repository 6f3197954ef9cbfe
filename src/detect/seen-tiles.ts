import type { Face } from '../geometry/face.js';
import { digestOf } from './digest.js';
import type { Pass } from './passes.js';
import type { Tile } from './tiles.js';

/**
 * What was found in tiles that were looked at, so that looking at a photo again takes only the time of what changed: a tile
 * that shows to the last bit what it showed before has the faces that it had. Of one detector, asked with the same options.
 */
export class SeenTiles {
  readonly #faces = new Map<string, readonly Face[]>();

  /** The faces of a tile, looked for where the same tile was not seen with the same pixels. */
  async facesOf(
    pass: Pass,
    tile: Tile,
    pixels: Uint8Array,
    look: () => Promise<readonly Face[]>,
  ): Promise<readonly Face[]> {
    const digest = await digestOf(pixels);
    if (digest === undefined) return look();
    const { scale, mirrored, width, height } = pass;
    const key = [scale, mirrored, width, height, tile.x, tile.y, tile.width, tile.height, digest].join();
    const faces = this.#faces.get(key) ?? (await look());
    this.#faces.set(key, faces);
    return faces;
  }
}
