import { size as sizeOf } from '../geometry/box.js';
import type { Face } from '../geometry/face.js';
import { OverlapIndex } from '../geometry/overlap-index.js';
import { type Pass, weightOf } from './passes.js';

/** Boxes of two passes that overlap by more (intersection over union) mean one face. */
const SAME_FACE = 0.4;

/**
 * Share of the surest pass in the score; the rest is their mean. The mean alone is too hard on what one pass cannot see,
 * the surest alone believes each one's false alarms: from .3 to .5 is best on photos held back from training.
 */
const SUREST = 0.4;

/** What a pass found, each face once, in pixels of the photo. */
export interface PassFaces extends Pick<Pass, 'rise' | 'fall' | 'weight'> {
  readonly faces: readonly Face[];
}

interface Sighting extends Face {
  readonly pass: number;
  readonly weight: number;
}

/**
 * What several passes over a photo say together. With w a pass's weight at the face's size and s its score, 0 where it did
 * not find the face,
 *
 * score = SUREST · max s + (1 − SUREST) · Σ w s / Σ w
 *
 * and the box is the mean of theirs, weighted by w s. A face of a size that one pass alone sees is left as it is; one with a
 * score of 0 is none.
 *
 * @returns the faces, in no order
 */
export function vote(passes: readonly PassFaces[]): Face[] {
  const sightings = passes.flatMap((pass, index) =>
    pass.faces.map(({ box, score }): Sighting => ({ box, score, pass: index, weight: weightOf(pass, sizeOf(box)) })),
  );
  const asked = sightings
    .filter(({ weight, score }) => weight * score > 0)
    .sort((a, b) => b.score * b.weight - a.score * a.weight);
  const found = passes.map(() => new OverlapIndex<Sighting>(SAME_FACE));
  for (const sighting of asked) found[sighting.pass]!.add(sighting);
  const told = new Set<Sighting>();
  const faces: Face[] = [];
  for (const first of asked) {
    if (told.has(first)) continue;
    const size = sizeOf(first.box);
    const witnesses = passes.flatMap((pass, index) => {
      const weight = weightOf(pass, size);
      if (weight === 0) return [];
      const seen = index === first.pass ? first : surest(found[index]!.all(first.box).filter((one) => !told.has(one)));
      return [{ weight, seen }];
    });
    for (const { seen } of witnesses) if (seen) told.add(seen);
    faces.push(together(first, witnesses));
  }
  return faces;
}

function surest(sightings: readonly Sighting[]): Sighting | undefined {
  return sightings.reduce<Sighting | undefined>(
    (best, one) => (best && best.score >= one.score ? best : one),
    undefined,
  );
}

/** One face of what passes say of it, those among them that did not see it. */
function together({ box, score }: Face, witnesses: readonly { weight: number; seen: Face | undefined }[]): Face {
  if (witnesses.length === 1) return { box, score };
  let [weights, cast, best] = [0, 0, 0];
  let [x, y, width, height] = [0, 0, 0, 0];
  for (const { weight, seen } of witnesses) {
    weights += weight;
    if (!seen) continue;
    const word = weight * seen.score;
    cast += word;
    best = Math.max(best, seen.score);
    x += word * seen.box.x;
    y += word * seen.box.y;
    width += word * seen.box.width;
    height += word * seen.box.height;
  }
  return {
    box: { x: x / cast, y: y / cast, width: width / cast, height: height / cast },
    score: SUREST * best + (1 - SUREST) * (cast / weights),
  };
}
