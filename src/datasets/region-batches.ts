import { type Box, size as sizeOf } from '../geometry/box.js';
import { enlarge } from '../image/enlarge.js';
import { toNetwork } from '../image/planes.js';
import { cutRegion, regionOf } from '../image/region.js';
import { shrink } from '../image/shrink.js';
import { KEPT_CONTEXT } from '../image/window.js';
import { relativeBox } from '../networks/region-boxes.js';
import { index, type Random, uniform } from '../random/random.js';
import { type ColourSettings, changeColours, drawColourChange } from './colour.js';
import { type DegradationSettings, degrade } from './region-degradation.js';
import type { RegionSample } from './region-sample.js';

/** How much the same candidate differs from draw to draw. */
export type RegionVariation = Pick<RegionBatchSettings, 'context' | 'shift' | 'zoom' | 'flipChance' | 'colours'>;

/** How batches for the second stage are made of samples. */
export interface RegionBatchSettings {
  /** Regions with a real image of high resolution. Half of them show faces. */
  readonly pairs: number;
  /** Real small regions, which have none. Half of them show faces. */
  readonly candidates: number;
  /** Side of the square around a candidate, in its own longer sides; at most 2.5, for the photo around it is kept to 3. */
  readonly context: number;
  /** Sides in pixels of what the generator takes and draws. */
  readonly low: number;
  readonly high: number;
  /** Pairs are made of regions at least this share of `high` wide in their photo: anything less is no truth to aim at. */
  readonly leastDetail: number;
  /** Candidates taller than this, in pixels of the photo, only serve for pairs. */
  readonly maxHeight: number;
  /** Most that a box is moved, as a share of its size. */
  readonly shift: number;
  /** Most that a region is enlarged or made smaller, as a share. */
  readonly zoom: number;
  readonly flipChance: number;
  readonly colours: ColourSettings;
  readonly degradation: DegradationSettings;
}

/** A batch: RGB, −1 to 1. */
export interface RegionBatch {
  /** `[pairs + candidates, 3, low, low]`, the pairs first. */
  readonly low: Float32Array;
  /** `[pairs, 3, high, high]` */
  readonly high: Float32Array;
  /** `[pairs + candidates, 3, high, high]`, the regions as photographed: a pair's is its small copy, plainly enlarged. */
  readonly photo: Float32Array;
  /** `[pairs + candidates, 1]`, 1 for a face and 0 for a non-face. */
  readonly faces: Float32Array;
  /** `[pairs + candidates, 4]`, the faces as `relativeBox` gives them; a square as large as the candidate for non-faces. */
  readonly boxes: Float32Array;
}

/** Draws balanced batches: every other region shows a face. */
export class RegionDraw {
  readonly #pairs: Pools;
  readonly #candidates: Pools;

  /** @throws RangeError where there are no faces or no non-faces to draw from */
  constructor(
    samples: readonly RegionSample[],
    private readonly settings: RegionBatchSettings,
  ) {
    this.#pairs = poolsOf(samples.filter((sample) => hasDetail(sample, settings)));
    this.#candidates = poolsOf(samples.filter(({ height }) => height <= settings.maxHeight));
    if (settings.pairs > 0) requireBoth(this.#pairs, 'large enough for pairs');
    if (settings.candidates > 0) requireBoth(this.#candidates, `up to ${settings.maxHeight} pixels tall`);
  }

  /** The same `random` draws the same batch. */
  async draw(random: Random): Promise<RegionBatch> {
    const { pairs, candidates, low, high } = this.settings;
    const lows: Float32Array[] = [];
    const highs: Float32Array[] = [];
    const photos: Float32Array[] = [];
    const boxes: (readonly number[])[] = [];
    for (let pair = 0; pair < pairs; pair += 1) {
      const sample = drawOne(this.#pairs, pair, random);
      const { planes, box } = cutDrawn(sample, high, random, this.settings);
      highs.push(planes);
      const small = await degrade(Float32Array.from(planes), high, high / low, random, this.settings.degradation);
      lows.push(small);
      photos.push(enlarge(small, low, high / low, 'bilinear'));
      boxes.push(box);
    }
    for (let candidate = 0; candidate < candidates; candidate += 1) {
      const { planes, box } = cutDrawn(drawOne(this.#candidates, candidate, random), high, random, this.settings);
      lows.push(shrink(planes, high, high / low));
      photos.push(planes);
      boxes.push(box);
    }
    const face = (position: number) => 1 - (position % 2);
    return {
      low: stack(lows),
      high: stack(highs),
      photo: stack(photos),
      faces: Float32Array.from({ length: pairs + candidates }, (_, i) => face(i < pairs ? i : i - pairs)),
      boxes: Float32Array.from(boxes.flat()),
    };
  }
}

/** Whether the photo has enough pixels of a sample to be the truth of its super-resolution. */
export function hasDetail(
  { box, image, height }: RegionSample,
  { context, high, leastDetail }: Pick<RegionBatchSettings, 'context' | 'high' | 'leastDetail'>,
): boolean {
  const native = (context * Math.max(box.width, box.height) * height) / box.height;
  return native >= leastDetail * high && (context / KEPT_CONTEXT) * image.width >= leastDetail * high;
}

/** Regions one after the other, in the colours of networks. */
export function stack(regions: readonly Float32Array[]): Float32Array {
  const length = regions[0]?.length ?? 0;
  const stacked = new Float32Array(regions.length * length);
  for (const [position, region] of regions.entries()) stacked.set(toNetwork(region), position * length);
  return stacked;
}

/** Samples by what they show. */
export interface Pools {
  readonly faces: readonly RegionSample[];
  readonly nonFaces: readonly RegionSample[];
}

export function poolsOf(samples: readonly RegionSample[]): Pools {
  return { faces: samples.filter(({ extent }) => extent), nonFaces: samples.filter(({ extent }) => !extent) };
}

export function requireBoth({ faces, nonFaces }: Pools, which: string): void {
  if (faces.length > 0 && nonFaces.length > 0) return;
  throw new RangeError(
    `${faces.length} faces and ${nonFaces.length} non-faces ${which}: training needs both, so it needs more photos`,
  );
}

export function drawOne({ faces, nonFaces }: Pools, position: number, random: Random): RegionSample {
  const pool = position % 2 === 0 ? faces : nonFaces;
  return pool[index(random, pool.length)]!;
}

/** What the box head is told of a non-face, which its loss does not count. */
export const NO_BOX = [0, 0, 1, 1] as const;

/**
 * A region of a sample, a little moved and scaled, mirrored or not, its colours changed: `[3, side, side]`, 0 to 255, and
 * where the face is in it, see `relativeBox`.
 */
function cutDrawn(
  { image, box, extent }: RegionSample,
  side: number,
  random: Random,
  settings: RegionBatchSettings,
): { planes: Float32Array; box: readonly number[] } {
  const { region, flip, recolour } = drawVariation(box, random, settings);
  const planes = recolour(cutRegion(image, region, side, flip));
  return { planes, box: extent ? relativeBox(extent, region, settings.context, flip) : NO_BOX };
}

/** What is drawn of a candidate: the region around it, a little moved and scaled, mirrored or not, in other colours. */
export function drawVariation(
  box: Box,
  random: Random,
  { context, shift, zoom, flipChance, colours }: RegionVariation,
): { region: Box; flip: boolean; recolour: (planes: Float32Array) => Float32Array } {
  const reach = shift * sizeOf(box);
  const moved = { ...box, x: box.x + uniform(random, -reach, reach), y: box.y + uniform(random, -reach, reach) };
  const region = regionOf(moved, context * (1 + uniform(random, -zoom, zoom)));
  const flip = random() < flipChance;
  const change = drawColourChange(random, colours);
  const recolour = (planes: Float32Array) => {
    if (change) changeColours(planes, change);
    for (let i = 0; i < planes.length; i += 1) planes[i] = Math.min(Math.max(planes[i]!, 0), 255);
    return planes;
  };
  return { region, flip, recolour };
}
