import { BoxIndex } from '../geometry/box-index.js';
import { ROW, ScoredBoxes } from '../geometry/scored-boxes.js';
import { bestFirst } from '../geometry/suppression.js';
import { type Pass, weightOf } from './passes.js';

/** Boxes of two passes that overlap by more (intersection over union) mean one face. */
const SAME_FACE = 0.4;

/**
 * Share of the surest pass in the score; the rest is their mean. The mean alone is too hard on what one pass cannot see,
 * the surest alone believes each one's false alarms: from .3 to .5 is best on photos held back from training.
 */
const SUREST = 0.4;

/** What a pass found, each face once, in pixels of the photo. */
export interface PassBoxes extends Pick<Pass, 'rise' | 'fall' | 'weight'> {
  readonly boxes: ScoredBoxes;
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
export function vote(passes: readonly PassBoxes[]): ScoredBoxes {
  const sightings = new Sightings(passes);
  const { boxes } = sightings;
  const faces = new ScoredBoxes(boxes.count);
  for (let rank = 0; rank < boxes.count; rank++) {
    const first = sightings.order[rank]!;
    if (sightings.isTold(first)) continue;
    const size = boxes.sizeOf(first);
    let voices = 0;
    let weights = 0;
    let cast = 0;
    let best = 0;
    let x = 0;
    let y = 0;
    let width = 0;
    let height = 0;
    for (let pass = 0; pass < passes.length; pass++) {
      const weight = weightOf(passes[pass]!, size);
      if (weight === 0) continue;
      voices += 1;
      weights += weight;
      const seen = sightings.tell(pass, first);
      if (seen < 0) continue;
      const at = ROW * seen;
      const score = boxes.scoreOf(seen);
      const word = weight * score;
      cast += word;
      best = Math.max(best, score);
      x += word * boxes.numbers[at]!;
      y += word * boxes.numbers[at + 1]!;
      width += word * boxes.numbers[at + 2]!;
      height += word * boxes.numbers[at + 3]!;
    }
    if (voices === 1) faces.addOf(boxes, first);
    else faces.add(x / cast, y / cast, width / cast, height / cast, SUREST * best + (1 - SUREST) * (cast / weights));
  }
  return faces;
}

/** The boxes of all passes whose word counts, each of which is told of one face. */
class Sightings {
  readonly boxes = new ScoredBoxes();
  /** Those whose words count most first. */
  readonly order: readonly number[];
  readonly #passes: number[] = [];
  readonly #told: Uint8Array;
  /** Of each pass, what finds its boxes, and their numbers among all. */
  readonly #found: readonly { readonly index: BoxIndex; readonly members: number[] }[];
  #asked = 0;
  #surest = -1;

  constructor(passes: readonly PassBoxes[]) {
    const words: number[] = [];
    for (let number = 0; number < passes.length; number++) {
      const pass = passes[number]!;
      for (let one = 0; one < pass.boxes.count; one++) {
        const word = pass.boxes.scoreOf(one) * weightOf(pass, pass.boxes.sizeOf(one));
        if (!(word > 0)) continue;
        this.boxes.addOf(pass.boxes, one);
        this.#passes.push(number);
        words.push(word);
      }
    }
    this.order = bestFirst(Float64Array.from(words));
    this.#told = new Uint8Array(words.length);
    this.#found = passes.map(() => ({ index: new BoxIndex(SAME_FACE), members: [] }));
    const { numbers } = this.boxes;
    for (let rank = 0; rank < words.length; rank++) {
      const one = this.order[rank]!;
      const { index, members } = this.#found[this.#passes[one]!]!;
      const at = ROW * one;
      index.add(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!);
      members.push(one);
    }
  }

  isTold(one: number): boolean {
    return this.#told[one] === 1;
  }

  /** Tells which one a pass saw of the face that `first` shows, the surest that is not told; -1 where it saw none. */
  tell(pass: number, first: number): number {
    const seen = this.#passes[first] === pass ? first : this.#surestOf(pass, ROW * first);
    if (seen >= 0) this.#told[seen] = 1;
    return seen;
  }

  #surestOf(pass: number, at: number): number {
    const { numbers } = this.boxes;
    const { index, members } = this.#found[pass]!;
    this.#asked = pass;
    this.#surest = -1;
    index.find(numbers[at]!, numbers[at + 1]!, numbers[at + 2]!, numbers[at + 3]!, this.#consider);
    return this.#surest < 0 ? -1 : members[this.#surest]!;
  }

  /** Of those with equal scores the first that was added; it goes on through all. One for all searches: a closure for each would be garbage. */
  readonly #consider = (member: number): boolean => {
    const { members } = this.#found[this.#asked]!;
    const one = members[member]!;
    if (this.isTold(one)) return false;
    const better =
      this.#surest < 0
        ? 1
        : this.boxes.scoreOf(one) - this.boxes.scoreOf(members[this.#surest]!) || this.#surest - member;
    if (better > 0) this.#surest = member;
    return false;
  };
}
