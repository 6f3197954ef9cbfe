import type { Drawings } from '../datasets/drawings.js';
import { RegionDraw } from '../datasets/region-batches.js';
import type { RegionSample } from '../datasets/region-sample.js';
import { WindowDraw } from '../datasets/window-batches.js';
import { enlarge } from '../image/enlarge.js';
import { DRAWING_SIDE, samplePlanes } from '../image/window.js';
import { HIGH_RESOLUTION, LOW_RESOLUTION } from '../networks/gan-presets.js';
import type { Random } from '../random/random.js';
import { type RuntimeTensor, tensor } from '../runtime/session.js';
import { batchSettings, type GanSettings, type GanStage, isNative } from './gan-settings.js';

/** Draws a batch as the inputs of a step's graphs; the same `random` draws the same one. */
export type BatchDraw = (random: Random) => Promise<Record<string, RuntimeTensor>>;

/**
 * How a stage draws its batches.
 *
 * @param drawings for the stage `classifier`: what a generator that is done drew of the tiny ones among the samples
 * @throws RangeError where there are no faces or no non-faces to draw from
 */
export function batchDraw(
  stage: GanStage,
  settings: GanSettings,
  samples: readonly RegionSample[],
  drawings?: Drawings,
): BatchDraw {
  const shape = batchSettings(settings);
  if (isNative(settings.preset)) {
    const draw = new WindowDraw(samples, shape, drawings);
    return async (random) => {
      const { low, high, rows, columns, plain, photo, faces, boxes } = await draw.draw(random);
      const places = (matrices: Float32Array) =>
        tensor(matrices, [matrices.length / (HIGH_RESOLUTION * DRAWING_SIDE), HIGH_RESOLUTION, DRAWING_SIDE]);
      const shown = { ...truthOf(faces, boxes), photo: image(photo, HIGH_RESOLUTION) };
      // Beside a generator, what stands in for drawings is that of the last regions, which it does not draw.
      const instead =
        stage === 'classifier' ? plain : plain.slice(plain.length - shape.larger * 3 * HIGH_RESOLUTION ** 2);
      if (stage === 'classifier')
        return {
          ...shown,
          enlarged: image(instead, HIGH_RESOLUTION),
          ...truthsOf(shape.pairs, { high, rows, columns }),
        };
      return {
        ...shown,
        low: image(low, shape.low),
        high: image(high, shape.high),
        rows: places(rows),
        columns: places(columns),
        ...(instead.length > 0 && { enlarged: image(instead, HIGH_RESOLUTION) }),
      };
    };
  }
  const draw = new RegionDraw(samples, shape);
  return async (random) => {
    const { low, high, photo, faces, boxes } = await draw.draw(random);
    const shown = { ...truthOf(faces, boxes), photo: image(photo, HIGH_RESOLUTION) };
    if (stage === 'classifier') {
      const enlarged = enlarge(low, LOW_RESOLUTION, HIGH_RESOLUTION / LOW_RESOLUTION, 'bilinear');
      return { enlarged: image(enlarged, HIGH_RESOLUTION), ...shown, truth: image(high, HIGH_RESOLUTION) };
    }
    return { low: image(low, LOW_RESOLUTION), high: image(high, HIGH_RESOLUTION), ...shown };
  };
}

/** The regions of pairs as their truths show them. */
function truthsOf(
  pairs: number,
  { high, rows, columns }: { readonly high: Float32Array; readonly rows: Float32Array; readonly columns: Float32Array },
): Record<string, RuntimeTensor> {
  const part = (all: Float32Array, pair: number) =>
    all.subarray((pair * all.length) / pairs, ((pair + 1) * all.length) / pairs);
  const places = (all: Float32Array) => all.subarray(0, pairs * HIGH_RESOLUTION * DRAWING_SIDE);
  const length = 3 * HIGH_RESOLUTION ** 2;
  const truths = new Float32Array(pairs * length);
  for (let pair = 0; pair < pairs; pair += 1) {
    const where = { rows: part(places(rows), pair), columns: part(places(columns), pair) };
    truths.set(samplePlanes(part(high, pair), DRAWING_SIDE, where), pair * length);
  }
  return { truth: image(truths, HIGH_RESOLUTION) };
}

function truthOf(faces: Float32Array, boxes: Float32Array): Record<string, RuntimeTensor> {
  return { faces: tensor(faces, [faces.length, 1]), boxes: tensor(boxes, [faces.length, 4]) };
}

const image = (data: Float32Array, side: number) => tensor(data, [data.length / (3 * side * side), 3, side, side]);
