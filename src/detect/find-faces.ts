import { allFinite, notFinite } from '../errors/finite.js';
import { type Box, clip, rescaledSide } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { ROW, ScoredBoxes } from '../geometry/scored-boxes.js';
import { suppressBoxes } from '../geometry/suppression.js';
import { halve } from '../image/halve.js';
import type { Image } from '../image/image.js';
import { scaleImage } from '../image/scale.js';
import type { Zoom } from './enlargers.js';
import { inFlight } from './in-flight.js';
import { mirroredStart, mirrorPixels } from './mirror.js';
import type { DetectSettings } from './options.js';
import { firstScale, LARGEST_FACE, type Pass, planPasses } from './passes.js';
import { PixelMemory } from './pixel-memory.js';
import { cutTile } from './pixels.js';
import { decodeProposals } from './proposals.js';
import type { Proposer } from './proposer.js';
import type { SeenTiles } from './seen-tiles.js';
import { type Tile, tilesOf } from './tiles.js';
import { type PassBoxes, vote } from './vote.js';
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
  const found = passes.map((pass) => ({ pass, boxes: new ScoredBoxes() }));
  const looks = looksOf(image, passes, settings);
  let done = 0;
  const memory = model.memory ?? new PixelMemory();
  const looked = inFlight(looks, model.inFlight ?? 1, async (look) => {
    settings.signal?.throwIfAborted();
    const { pass, share } = look;
    return { pass, share, boxes: await boxesOfTile(look, model, settings, memory) };
  });
  for await (const { pass, share, boxes } of looked) {
    const all = found[passes.indexOf(pass)]!.boxes;
    for (let one = 0; one < boxes.count; one++) all.addOf(boxes, one);
    done += pass.width * pass.height * share;
    settings.onProgress?.(Math.min(done / pixels, 1));
  }
  const sure = found.map(({ pass, boxes }): PassBoxes => ({ ...pass, boxes: suppressBoxes(boxes, settings.nms) }));
  return suppressBoxes(vote(sure), settings.nms)
    .faces()
    .filter(({ score }) => score >= settings.threshold)
    .map(({ box, score }) => ({ box: clip(box, image.width, image.height), score }))
    .filter(({ box }) => isVisible(box) && box.height >= (settings.shortest ?? settings.minFace));
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

/** The boxes that are this tile's to report, in pixels of the photo. */
async function boxesOfTile(
  look: Look,
  model: Proposer,
  settings: FindSettings,
  memory: PixelMemory,
): Promise<ScoredBoxes> {
  const { pass, scaled, enlarged, tile } = look;
  const pixels = enlarged
    ? await cutEnlarged(scaled, tile, settings.zoom!.enlarger)
    : cutTile(scaled, tile, (length) => memory.take(length));
  const propose = () => boxesOfPixels(pixels, look, model, settings);
  const boxes = await (settings.seen?.boxesOf(pass, tile, pixels, propose) ?? propose());
  memory.giveBack(pixels);
  return boxes;
}

async function boxesOfPixels(
  pixels: Uint8Array,
  { pass, tile }: Look,
  model: Proposer,
  { threshold, nms }: FindSettings,
): Promise<ScoredBoxes> {
  const { width, height } = tile;
  const maps = await model.propose(pass.mirrored ? mirrorPixels(pixels, width) : pixels, width, height);
  if (!maps.every((map) => 'answers' in map || (allFinite(map.scores) && allFinite(map.boxes))))
    throw notFinite('The proposal network');
  return inPhoto(decodeProposals(maps, Math.min(threshold, LEAST_SCORE), nms), pass, tile);
}

/** Boxes that a tile shows, in pixels of the photo, those that another tile reports left out. */
function inPhoto(boxes: ScoredBoxes, { mirrored, scale }: Pass, tile: Tile): ScoredBoxes {
  const { numbers, count } = boxes;
  const ours = new ScoredBoxes(count);
  const factor = 1 / scale;
  for (let at = 0; at < ROW * count; at += ROW) {
    const width = numbers[at + 2]!;
    const height = numbers[at + 3]!;
    const x = tile.x + (mirrored ? mirroredStart(numbers[at]!, width, tile.width) : numbers[at]!);
    const y = tile.y + numbers[at + 1]!;
    if (!tile.owns(x + width / 2, y + height / 2)) continue;
    ours.add(x * factor, y * factor, rescaledSide(width, factor), rescaledSide(height, factor), numbers[at + 4]!);
  }
  return ours;
}
