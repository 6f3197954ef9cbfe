import { SeenRegions } from './seen-regions.js';
import { SeenTiles } from './seen-tiles.js';
import type { Verification } from './verifier.js';

/** What both stages said of a photo, so that looking at it again takes only the time of what changed. Of one detector, asked with the same options. */
export class Seen {
  readonly tiles = new SeenTiles();
  readonly regions = new SeenRegions<Verification>();
}
