import { iou } from '../../src/geometry/box.js';
import type { Face } from '../../src/geometry/face.js';
import { createRandom } from '../../src/random/random.js';
import { lookedAt } from './policies.js';
import type { Scene, TrueFace } from './truth.js';

/** What a detector would find of true faces. */
export type Noise = (truth: readonly (readonly TrueFace[])[]) => Face[][];

/** Octaves of heights in pixels, from 4 on. */
const HEIGHTS = [4, 8, 16, 32] as const;

/** What a detection says of a true face, in its sizes; undefined where it was missed. */
type Found =
  | {
      readonly dx: number;
      readonly dy: number;
      readonly width: number;
      readonly height: number;
      readonly score: number;
    }
  | undefined;

/** IoU from which on a detection is of a face. */
const SAME = 0.3;

/**
 * A model of farface's own errors: the histories of faces in clips, found or missed frame by frame with their errors, are
 * given to other faces of the same size, from a random frame on, over and over. So misses last as long as they do in truth.
 * There are no false alarms.
 */
export function noiseOf(scenes: readonly Scene[], detector: string, seed: number): Noise {
  const histories = HEIGHTS.map((): Found[][] => []);
  for (const scene of scenes) collect(scene, detector, histories);
  return (truth) => {
    const random = createRandom(seed);
    const lots = new Map<number, { history: readonly Found[]; start: number }>();
    return truth.map((faces, index) => {
      const seen: Face[] = [];
      for (const { id, box } of faces) {
        const range = rangeOf(box.height);
        const fit = histories[range]!;
        let lot = lots.get(id * 10 + range);
        if (lot === undefined) {
          const history = fit[Math.floor(random() * fit.length)]!;
          lot = { history, start: Math.floor(random() * history.length) - index };
          lots.set(id * 10 + range, lot);
        }
        const { history, start } = lot;
        const error = history[(((start + index) % history.length) + history.length) % history.length];
        if (error === undefined) continue;
        const [width, height] = [box.width * error.width, box.height * error.height];
        const x = box.x + box.width / 2 + error.dx * box.width - width / 2;
        seen.push({
          box: { x, y: box.y + box.height / 2 + error.dy * box.height - height / 2, width, height },
          score: error.score,
        });
      }
      return seen;
    });
  };
}

/** Adds the histories of a scene's faces. */
function collect({ truth, found }: Scene, detector: string, histories: Found[][][]): void {
  const byId = new Map<number, { range: number; history: Found[] }>();
  for (const [index, { faces }] of lookedAt(found.get(detector)!).entries()) {
    const free = new Set(faces);
    for (const { id, box, counted } of truth[index]!) {
      let best: Face | undefined;
      for (const face of free) if (iou(face.box, box) > (best ? iou(best.box, box) : SAME)) best = face;
      if (best) free.delete(best);
      if (!counted) continue;
      const one = byId.get(id) ?? { range: rangeOf(box.height), history: [] };
      byId.set(id, one);
      one.history.push(best && errorOf(best, box));
    }
  }
  for (const { range, history } of byId.values()) if (history.length >= 10) histories[range]!.push(history);
}

function errorOf({ box: found, score }: Face, box: TrueFace['box']): Found {
  return {
    dx: (found.x + found.width / 2 - box.x - box.width / 2) / box.width,
    dy: (found.y + found.height / 2 - box.y - box.height / 2) / box.height,
    ...{ width: found.width / box.width, height: found.height / box.height, score },
  };
}

function rangeOf(height: number): number {
  return Math.max(
    0,
    HEIGHTS.findLastIndex((from) => height >= from),
  );
}
