import { clip, size, transform } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import type { Image } from '../image/image.js';
import { resize } from '../image/resize.js';
import type { DetectSettings } from './options.js';
import { LARGEST_FACE, type Pass, planPasses } from './passes.js';
import { cutTile } from './pixels.js';
import { decodeProposals } from './proposals.js';
import type { Proposer } from './proposer.js';
import { tilesOf } from './tiles.js';

/** Neighbouring tiles share this many pixels, so that one of the two sees the largest face whole, and around it. */
const OVERLAP = LARGEST_FACE + 64;

export interface FindSettings extends DetectSettings {
  /** Side in pixels of the largest piece that the network sees at once. */
  readonly tile: number;
  /** Stops between two tiles; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * All faces of a photo, best first, in its pixels and clipped to it: the photo at its own scale and scaled down, tile by
 * tile. Suppression runs within each stride first, then once across strides, tiles and scales.
 */
export async function findFaces(image: Image, model: Proposer, settings: FindSettings): Promise<Face[]> {
  const found: Face[] = [];
  let scaled = image;
  for (const pass of planPasses(image.width, image.height, settings.minFace, settings.maxSide)) {
    // Each pass shrinks the one before, never the whole photo again.
    scaled = await resize(scaled, pass.width, pass.height);
    for await (const face of facesOfPass(scaled, pass, model, settings)) found.push(face);
  }
  return suppress(found, settings.nms).flatMap(({ box, score }) => {
    const inside = clip(box, image.width, image.height);
    return inside.width > 0 && inside.height >= settings.minFace ? [{ box: inside, score }] : [];
  });
}

/** The faces that are this pass's to report, in pixels of the photo. */
async function* facesOfPass(scaled: Image, pass: Pass, model: Proposer, settings: FindSettings) {
  for (const tile of tilesOf(scaled.width, scaled.height, settings.tile, OVERLAP)) {
    settings.signal?.throwIfAborted();
    const maps = await model.propose(cutTile(scaled, tile), tile.width, tile.height);
    for (const { box, score } of decodeProposals(maps, settings.threshold, settings.nms)) {
      const inPass = transform(box, 1, tile.x, tile.y);
      if (!tile.owns(inPass.x + inPass.width / 2, inPass.y + inPass.height / 2)) continue;
      const inPhoto = transform(inPass, 1 / pass.scale);
      const side = size(inPhoto);
      if (side >= pass.smallest && side <= pass.largest) yield { box: inPhoto, score };
    }
  }
}
