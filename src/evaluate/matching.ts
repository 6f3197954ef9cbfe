import type { Ranking } from './ranking.js';

/** What a prediction is, when some faces are asked for and the others are not. */
export const OUTCOME = { wrong: 0, right: 1, neither: 2 } as const;

/** Whether each face of each photo is asked for: `[photos][faces]`. */
export type Counted = readonly (readonly boolean[])[];

/** What each prediction is, in the ranking's order. */
export interface Matches {
  /** `[predictions]` of `OUTCOME`. */
  readonly outcomes: Uint8Array;
  /** `[predictions]`, index of the face that a right one means; −1 otherwise. */
  readonly faceOf: Int32Array;
}

export type Matcher = (ranking: Ranking, counted: Counted) => Matches;

/**
 * As WIDER FACE and PASCAL VOC judge: a prediction means the face that it overlaps most. If that one is not asked for,
 * the prediction is neither right nor wrong; if a surer one meant it already, it is wrong.
 */
export function matchByBestFace(ranking: Ranking, counted: Counted): Matches {
  return match(ranking, counted, ([best], asked) => best !== undefined && (asked[best] ? best : 'neither'));
}

/**
 * As COCO judges: a prediction means the face that it overlaps most among those asked for that no surer one took. Only
 * where there is none, a face that is not asked for makes it neither right nor wrong.
 */
export function matchByFreeFace(ranking: Ranking, counted: Counted): Matches {
  return match(ranking, counted, (candidates, asked, taken) => {
    const free = candidates.find((face) => asked[face] && !taken[face]);
    if (free !== undefined) return free;
    return candidates.some((face) => !asked[face]) && 'neither';
  });
}

/** Which face a prediction means, if any: one asked for, or one of the others. */
type Meaning = (
  candidates: readonly number[],
  asked: readonly boolean[],
  taken: Uint8Array,
) => number | 'neither' | false;

function match({ photos, photoOf, candidates }: Ranking, counted: Counted, meaningOf: Meaning): Matches {
  const taken = photos.map(({ faces }) => new Uint8Array(faces.length));
  const faceOf = new Int32Array(candidates.length).fill(-1);
  const outcomes = Uint8Array.from(candidates, (faces, prediction) => {
    const photo = photoOf[prediction]!;
    const face = meaningOf(faces, counted[photo]!, taken[photo]!);
    if (face === 'neither') return OUTCOME.neither;
    if (face === false || taken[photo]![face]) return OUTCOME.wrong;
    taken[photo]![face] = 1;
    faceOf[prediction] = face;
    return OUTCOME.right;
  });
  return { outcomes, faceOf };
}
