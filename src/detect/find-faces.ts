import { allFinite, notFinite } from '../errors/finite.js';
import { type Box, clip, rescale, transform } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import { halve } from '../image/halve.js';
import type { Image } from '../image/image.js';
import { scaleImage } from '../image/scale.js';
import type { Zoom } from './enlargers.js';
import { inFlight } from './in-flight.js';
import { mirrorBox, mirrorPixels } from './mirror.js';
import type { DetectSettings } from './options.js';
import { firstScale, LARGEST_FACE, type Pass, planPasses } from './passes.js';
import { cutTile } from './pixels.js';
import { decodeProposals } from './proposals.js';
import type { Proposer } from './proposer.js';
import type { SeenTiles } from './seen-tiles.js';
import { TileMemory } from './tile-memory.js';
import { type Tile, tilesOf } from './tiles.js';
import { type PassFaces, vote } from './vote.js';
import { cutEnlarged, type Enlarger } from './zoom.js';

/** Neighbouring tiles share this many pixels, so that one of the two sees the largest face whole, and around it. */
const OVERLAP = LARGEST_FACE + 64;

/** What the photo's border leaves of a box must be this wide and tall in pixels, or there is nothing to see. */
const LEAST_SIDE = 1;

/** What a pass says below this score is not heard; from it on it counts, whatever the threshold, in what they say together. */
const LEAST_SCORE = 0.05;

export interface FindSettings extends Omit<DetectSettings, 'maxCandidates'> {
  /** Faces less tall than this are left out; `minFace` by default, which also says which passes are made. */
  readonly shortest?: number | undefined;
  /** Side in pixels of the largest piece that the network sees at once. */
  readonly tile: number;
  /** Whether the mirror image is looked at as well. */
  readonly mirror?: boolean | undefined;
  /** How much enlarged the photo is looked at as well, and by what; by default it is not. */
  readonly zoom?: { readonly factor: Zoom; readonly enlarger: Enlarger } | undefined;
  /** What was found in tiles before: those that show the same are not looked at again. */
  readonly seen?: SeenTiles | undefined;
  /** Stops between two tiles; the reason is thrown. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each tile with the share of the photo's pixels that is done, above 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * All faces of a photo, best first, in its pixels and clipped to it: the photo at its own scale and scaled down, tile by
 * tile, its mirror image and itself enlarged as well if asked. Suppression runs within each stride first, then across strides and tiles; then the scales vote, and it runs across
 * them. Boxes include their last pixels, as WIDER FACE's do.
 */
export async function findFaces(image: Image, model: Proposer, settings: FindSettings): Promise<Face[]> {
  const passes = planPasses(image.width, image.height, { ...settings, zoom: settings.zoom?.factor });
  const pixels = passes.reduce((sum, pass) => sum + pass.width * pass.height, 0);
  const found = passes.map((pass) => ({ pass, faces: [] as Face[] }));
  const looks = looksOf(image, passes, settings);
  let done = 0;
  const memory = model.memory ?? new TileMemory();
  const looked = inFlight(looks, model.inFlight ?? 1, async (look) => {
    settings.signal?.throwIfAborted();
    const { pass, share } = look;
    return { pass, share, faces: await facesOfTile(look, model, settings, memory) };
  });
  for await (const { pass, share, faces } of looked) {
    for (const face of faces) found[passes.indexOf(pass)]!.faces.push(face);
    done += pass.width * pass.height * share;
    settings.onProgress?.(Math.min(done / pixels, 1));
  }
  const sure = found.map(({ pass, faces }): PassFaces => ({ ...pass, faces: suppress(faces, settings.nms) }));
  return suppress(vote(sure), settings.nms).flatMap(({ box, score }) => {
    const inside = clip(box, image.width, image.height);
    const reported = isVisible(inside) && inside.height >= (settings.shortest ?? settings.minFace);
    return reported && score >= settings.threshold ? [{ box: inside, score }] : [];
  });
}

/** A tile of the photo as a pass sees it. */
interface Look {
  readonly pass: Pass;
  readonly scaled: Image;
  /** Whether the pass sees more pixels than that. */
  readonly enlarged: boolean;
  readonly tile: Tile;
  /** Of the pass. */
  readonly share: number;
}

/** All tiles of all passes. Each pass shrinks the one before, never the whole photo again, and that when it is asked for. */
function* looksOf(image: Image, passes: readonly Pass[], { maxSide, tile: side }: FindSettings): Generator<Look> {
  let scaled = scaleImage(image, firstScale(image.width, image.height, maxSide));
  for (const pass of passes) {
    const enlarged = pass.width > scaled.width || pass.height > scaled.height;
    while (scaled.width > pass.width || scaled.height > pass.height) scaled = halve(scaled);
    const tiles = tilesOf(pass.width, pass.height, side, OVERLAP);
    for (const tile of tiles) yield { pass, scaled, enlarged, tile, share: 1 / tiles.length };
  }
}

/** Tiles of the pass that sees most. */
export function countTiles(width: number, height: number, settings: FindSettings): number {
  const [first] = planPasses(width, height, { ...settings, zoom: settings.zoom?.factor });
  return first ? tilesOf(first.width, first.height, settings.tile, OVERLAP).length : 0;
}

/** Whether there is anything to see of a face whose box was clipped to the photo. */
export function isVisible({ width, height }: Box): boolean {
  return Math.min(width, height) >= LEAST_SIDE;
}

/** The faces that are this tile's to report, in pixels of the photo. */
async function facesOfTile(
  look: Look,
  model: Proposer,
  settings: FindSettings,
  memory: TileMemory,
): Promise<readonly Face[]> {
  const { pass, scaled, enlarged, tile } = look;
  const pixels = enlarged
    ? await cutEnlarged(scaled, tile, settings.zoom!.enlarger)
    : cutTile(scaled, tile, (length) => memory.take(length));
  const propose = () => facesOfPixels(pixels, look, model, settings);
  const faces = await (settings.seen?.facesOf(pass, tile, pixels, propose) ?? propose());
  memory.giveBack(pixels);
  return faces;
}

async function facesOfPixels(
  pixels: Uint8Array,
  { pass, tile }: Look,
  model: Proposer,
  { threshold, nms }: FindSettings,
): Promise<Face[]> {
  const { width, height } = tile;
  const maps = await model.propose(pass.mirrored ? mirrorPixels(pixels, width) : pixels, width, height);
  if (!maps.every((map) => 'answers' in map || (allFinite(map.scores) && allFinite(map.boxes))))
    throw notFinite('The proposal network');
  return decodeProposals(maps, Math.min(threshold, LEAST_SCORE), nms).flatMap(({ box, score }) => {
    const inPass = transform(pass.mirrored ? mirrorBox(box, width) : box, 1, tile.x, tile.y);
    const ours = tile.owns(inPass.x + inPass.width / 2, inPass.y + inPass.height / 2);
    return ours ? [{ box: rescale(inPass, 1 / pass.scale), score }] : [];
  });
}
