import type { AnnotatedFace } from '../../src/datasets/annotations.js';
import { HEIGHT_RANGES, type HeightRange } from '../../src/evaluate/heights.js';
import type { Box } from '../../src/geometry/box.js';
import { coveredShare, type Mask, maskOver } from '../../src/redact/mask.js';
import type { Redaction } from '../../src/redact/redact.js';

/** Ranges of face heights: those of the evaluation, the first of them without a lower end. */
export const RANGES: readonly HeightRange[] = [{ from: 0, to: HEIGHT_RANGES[0]!.to }, ...HEIGHT_RANGES.slice(1)];

/** A face is hidden in part where masks cover half of its box, and whole where they leave no more than a tenth. */
export const HALF = 0.5;
export const WHOLE = 0.9;

/** The faces of one range of heights. */
export interface RangeCoverage {
  faces: number;
  half: number;
  whole: number;
}

/** What redaction hid of marked faces, photo by photo. */
export class Coverage {
  /** Faces that the annotators could judge, for each of `RANGES`. */
  readonly ranges: readonly RangeCoverage[] = RANGES.map(() => ({ faces: 0, half: 0, whole: 0 }));
  /** Faces that they could not, of any height. */
  readonly invalid: RangeCoverage = { faces: 0, half: 0, whole: 0 };
  readonly masks = { all: 0, overNoFace: 0 };
  /** What the check added: masks, and marked faces that only they cover by half. Photos with faces that remain. */
  readonly check = { masks: 0, faces: 0, photosRemaining: 0 };

  constructor(
    readonly shape: Mask['shape'],
    readonly scale: number,
  ) {}

  add(faces: readonly AnnotatedFace[], { regions, remaining }: Pick<Redaction, 'regions' | 'remaining'>): void {
    const masksOf = (boxes: readonly { box: Box }[]) => boxes.map(({ box }) => maskOver(box, this.shape, this.scale));
    const masks = masksOf(regions);
    const early = masksOf(regions.filter(({ round }) => round === 0));
    for (const { box, invalid } of faces) {
      const share = coveredShare(box, masks);
      const range = invalid ? this.invalid : this.#rangeOf(box.height);
      range.faces += 1;
      if (share >= HALF) range.half += 1;
      if (share >= WHOLE) range.whole += 1;
      if (share >= HALF && coveredShare(box, early) < HALF) this.check.faces += 1;
    }
    this.masks.all += masks.length;
    this.masks.overNoFace += masks.filter((mask) => faces.every(({ box }) => coveredShare(box, [mask]) < 0.1)).length;
    this.check.masks += masks.length - early.length;
    this.check.photosRemaining += remaining.length > 0 ? 1 : 0;
  }

  #rangeOf(height: number): RangeCoverage {
    return this.ranges[RANGES.findIndex(({ from, to }) => height >= from && height < to)]!;
  }
}
