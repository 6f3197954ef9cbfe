import { type Box, transform } from '../geometry/box.js';
import { enlarge } from '../image/enlarge.js';
import { cutRegion } from '../image/region.js';
import { resample } from '../image/resample.js';
import { shrink } from '../image/shrink.js';
import {
  DRAWING_SIDE,
  ENLARGEMENT,
  fitsWindow,
  regionInDrawing,
  type Sampling,
  samplePlanes,
  sampling,
  WINDOW_SIDE,
  windowOf,
} from '../image/window.js';
import { relativeBox } from '../networks/region-boxes.js';
import type { Random } from '../random/random.js';
import type { Drawings } from './drawings.js';
import {
  drawOne,
  drawVariation,
  NO_BOX,
  type Pools,
  poolsOf,
  type RegionBatchSettings,
  requireBoth,
  stack,
} from './region-batches.js';
import { degrade } from './region-degradation.js';
import type { RegionSample } from './region-sample.js';

/** Sides that the discriminator sees, and that stand in for a drawing before they are enlarged. */
const JUDGED_SIDE = 64;
const PLAIN_SIDE = 16;

/** Longer sides, in pixels of the drawing, of the faces that pairs are made of: four times those of tiny candidates. */
const TRUTH_FACES = { from: 16, to: 64 } as const;

export interface WindowBatchSettings extends RegionBatchSettings {
  /** Regions that are too large for the window, behind the others. Half of them show faces. */
  readonly larger: number;
}

/** A batch for a generator that draws native pixels: RGB, −1 to 1; regions are pairs, candidates and larger ones, in this order. */
export interface WindowBatch {
  /** `[pairs + candidates, 3, 32, 32]`, the windows. */
  readonly low: Float32Array;
  /** `[pairs, 3, 128, 128]` */
  readonly high: Float32Array;
  /** `[pairs + candidates, 64, 128]` each, what takes the regions out of the drawings. */
  readonly rows: Float32Array;
  readonly columns: Float32Array;
  /** `[regions, 3, 64, 64]`, what is judged without a generator: the region shrunk to 16 × 16 and plainly enlarged. */
  readonly plain: Float32Array;
  /** `[regions, 3, 64, 64]`, the regions as photographed. */
  readonly photo: Float32Array;
  /** `[regions, 1]`, 1 for a face and 0 for a non-face. */
  readonly faces: Float32Array;
  /** `[regions, 4]`, as of `RegionBatch`. */
  readonly boxes: Float32Array;
}

/** One region of a batch, 0 to 255. */
interface DrawnRegion {
  readonly low?: Float32Array;
  readonly high?: Float32Array;
  readonly sampling?: Sampling;
  readonly plain: Float32Array;
  readonly photo: Float32Array;
  readonly box: readonly number[];
}

/** Draws balanced batches for a generator of native pixels: every other region shows a face. */
export class WindowDraw {
  readonly #pairs: Pools;
  readonly #tiny: Pools;
  readonly #larger: Pools;

  /**
   * @param drawings of the samples by a generator that is done: `plain` then holds these where there are some
   * @throws RangeError where there are no faces or no non-faces to draw from
   */
  constructor(
    samples: readonly RegionSample[],
    private readonly settings: WindowBatchSettings,
    private readonly drawings?: Drawings | undefined,
  ) {
    const { maxHeight, pairs, candidates, larger } = settings;
    const drawn = samples.filter(({ height }) => height <= maxHeight);
    this.#pairs = poolsOf(samples.filter(hasWindowTruth));
    this.#tiny = poolsOf(drawn.filter((sample) => isTiny(sample, settings)));
    this.#larger = poolsOf(drawn.filter((sample) => !isTiny(sample, settings)));
    if (pairs > 0) requireBoth(this.#pairs, 'large enough for pairs');
    if (candidates > 0) requireBoth(this.#tiny, 'small enough for a window');
    if (larger > 0) requireBoth(this.#larger, `up to ${maxHeight} pixels tall and too large for a window`);
  }

  /** The same `random` draws the same batch. */
  async draw(random: Random): Promise<WindowBatch> {
    const { pairs, candidates, larger } = this.settings;
    const regions: DrawnRegion[] = [];
    for (let i = 0; i < pairs; i += 1) regions.push(await this.#drawPair(drawOne(this.#pairs, i, random), random));
    for (let i = 0; i < candidates; i += 1) regions.push(this.#drawTiny(drawOne(this.#tiny, i, random), random));
    for (let i = 0; i < larger; i += 1) regions.push(this.#drawLarger(drawOne(this.#larger, i, random), random));
    const present = <Value>(values: readonly (Value | undefined)[]) => values.filter((value) => value !== undefined);
    const samplings = present(regions.map((region) => region.sampling));
    return {
      low: stack(present(regions.map(({ low }) => low))),
      high: stack(present(regions.map(({ high }) => high))),
      rows: joined(samplings.map(({ rows }) => rows)),
      columns: joined(samplings.map(({ columns }) => columns)),
      plain: stack(regions.map(({ plain }) => plain)),
      photo: stack(regions.map(({ photo }) => photo)),
      faces: Float32Array.from([pairs, candidates, larger].flatMap((count) => faceFlags(count))),
      boxes: Float32Array.from(regions.flatMap(({ box }) => box)),
    };
  }

  /** A window whose truth is a photo reduced until its face is as large as a tiny candidate's drawing. */
  async #drawPair({ image, box, extent }: RegionSample, random: Random): Promise<DrawnRegion> {
    const { context, degradation } = this.settings;
    const window = truthWindow(box, random());
    const { scale } = window;
    const variation = drawVariation(box, random, this.settings);
    const truth = flipped(resample(image, window, DRAWING_SIDE).planes, DRAWING_SIDE, variation.flip);
    const high = variation.recolour(truth);
    const low = await degrade(high.slice(), DRAWING_SIDE, ENLARGEMENT, random, degradation);
    const inSample = regionInWindow(variation.region, window, scale / ENLARGEMENT);
    const region = mirrored(inSample, variation.flip);
    const photo = samplePlanes(low, WINDOW_SIDE, sampling(region, WINDOW_SIDE, JUDGED_SIDE));
    return {
      low,
      high,
      sampling: sampling(regionInDrawing(region, ORIGIN), DRAWING_SIDE, JUDGED_SIDE),
      photo,
      plain: plainly(photo),
      box: extent ? relativeBox(extent, variation.region, context, variation.flip) : NO_BOX,
    };
  }

  #drawTiny(sample: RegionSample, random: Random): DrawnRegion {
    const { image, box, extent } = sample;
    const { context } = this.settings;
    const { region, flip, recolour } = drawVariation(box, random, this.settings);
    const window = windowOf(box);
    const photo = recolour(cutRegion(image, region, JUDGED_SIDE, flip));
    const truth = { photo, box: extent ? relativeBox(extent, region, context, flip) : NO_BOX };
    if (this.drawings) {
      const drawing = this.drawings.of(sample);
      const places = sampling(regionInDrawing(region, window), DRAWING_SIDE, JUDGED_SIDE, flip);
      return { ...truth, plain: recolour(samplePlanes(drawing, DRAWING_SIDE, places)) };
    }
    const pixels = resample(image, { x: window.x, y: window.y, scale: 1, flip: false }, WINDOW_SIDE).planes;
    const inWindow = mirrored(regionInWindow(region, window, 1), flip);
    return {
      ...truth,
      low: recolour(flipped(pixels, WINDOW_SIDE, flip)),
      sampling: sampling(regionInDrawing(inWindow, ORIGIN), DRAWING_SIDE, JUDGED_SIDE),
      plain: plainly(photo),
    };
  }

  #drawLarger({ image, box, extent }: RegionSample, random: Random): DrawnRegion {
    const { region, flip, recolour } = drawVariation(box, random, this.settings);
    const photo = recolour(cutRegion(image, region, JUDGED_SIDE, flip));
    const truth = extent ? relativeBox(extent, region, this.settings.context, flip) : NO_BOX;
    return { photo, plain: plainly(photo), box: truth };
  }
}

const ORIGIN = { x: 0, y: 0, width: WINDOW_SIDE, height: WINDOW_SIDE } as const;

/** Whether a sample is a tiny candidate, with the photo's pixels as they are. */
export function isTiny({ box, height }: RegionSample, { context }: { readonly context: number }): boolean {
  return box.height === height && fitsWindow(box, context);
}

/** Whether a photo has enough pixels of a face to be the truth of a drawing. */
export function hasWindowTruth({ box }: RegionSample): boolean {
  return Math.max(box.width, box.height) >= TRUTH_FACES.from;
}

/**
 * Where the truth of a drawing lies in a sample, reduced until its face is 16 to 64 pixels large, never enlarged.
 *
 * @param share 0 for the smallest face, 1 for the largest, in equal ratios between
 */
export function truthWindow(box: Box, share: number): { x: number; y: number; scale: number; flip: false } {
  const longer = Math.max(box.width, box.height);
  const size = TRUTH_FACES.from * (Math.min(longer, TRUTH_FACES.to) / TRUTH_FACES.from) ** share;
  const scale = size / longer;
  // On a pixel of the window that it is degraded to.
  const around = windowOf(transform(box, scale / ENLARGEMENT));
  return { x: (around.x * ENLARGEMENT) / scale, y: (around.y * ENLARGEMENT) / scale, scale, flip: false };
}

/** What stands in for a drawing, as `secondLook` makes it: `[3, 64, 64]`. */
function plainly(photo: Float32Array): Float32Array {
  const factor = JUDGED_SIDE / PLAIN_SIDE;
  return enlarge(shrink(photo, JUDGED_SIDE, factor), PLAIN_SIDE, factor, 'bilinear');
}

/** A square of a sample in pixels of a window that begins at `start`, of which there are `scale` to a pixel of the sample. */
function regionInWindow(region: Box, start: Pick<Box, 'x' | 'y'>, scale: number): Box {
  return transform(region, scale, -start.x * scale, -start.y * scale);
}

function mirrored(region: Box, flip: boolean): Box {
  return flip ? { ...region, x: WINDOW_SIDE - region.x - region.width } : region;
}

/** Planes `[3, side, side]`, mirrored or as they are. */
function flipped(planes: Float32Array, side: number, flip: boolean): Float32Array {
  if (!flip) return planes;
  for (let start = 0; start < planes.length; start += side) planes.subarray(start, start + side).reverse();
  return planes;
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const length = parts[0]?.length ?? 0;
  const whole = new Float32Array(parts.length * length);
  for (const [i, part] of parts.entries()) whole.set(part, i * length);
  return whole;
}

const faceFlags = (count: number) => Array.from({ length: count }, (_, i) => 1 - (i % 2));
