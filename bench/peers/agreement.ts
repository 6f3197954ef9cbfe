import { type Box, iou } from '../../src/geometry/box.js';
import type { Face } from '../../src/geometry/face.js';

/** What one detector found in a photo, and from which scores on it is believed. */
export interface Testimony {
  /** The same for one detector at several sizes of input: it cannot agree with itself. */
  readonly detector: string;
  /** From this score on it says that there is a face. */
  readonly sure: number;
  /** From this score on it says that there may be one. */
  readonly doubtful: number;
  /**
   * Taller boxes, in pixels, that nobody else reports are its mistakes. For the detector that is to learn: it would otherwise
   * never be told of them.
   */
  readonly tallestAlone?: number;
  readonly faces: readonly Face[];
}

/** Boxes that overlap by this (IoU) mean the same face. */
const SAME_FACE = 0.45;
/** A doubtful box that overlaps a certain face by more than this (IoU) is another view of it. */
const BESIDE = 0.2;
/** The scores of faces that are certain, and of those that are not. */
const CERTAIN = 1;
const DOUBTFUL = 0.25;

/** A box that a detector reported. */
interface Report {
  readonly testimony: Testimony;
  readonly face: Face;
}

/**
 * The faces that at least two detectors are sure of, with a score of 1, and what any of them thinks possible, with a score of
 * .25: labels for photos that nobody annotated. A box is the mean of those that were reported, weighted by their scores.
 */
export function agree(testimonies: readonly Testimony[]): Face[] {
  const groups: Report[][] = [];
  for (const report of reportsOf(testimonies)) {
    const overlap = (group: readonly Report[]) => iou(group[0]!.face.box, report.face.box);
    const [nearest] = groups
      .filter((group) => group.every(({ testimony }) => testimony !== report.testimony))
      .sort((a, b) => overlap(b) - overlap(a));
    if (nearest && overlap(nearest) >= SAME_FACE) nearest.push(report);
    else groups.push([report]);
  }
  const certain = groups.filter(isCertain).map(meanBox);
  const doubtful = groups.filter((group) => !isCertain(group) && !isMistake(group)).map(meanBox);
  const apart = doubtful.filter((box) => certain.every((other) => iou(box, other) <= BESIDE));
  return [...certain.map((box) => ({ box, score: CERTAIN })), ...apart.map((box) => ({ box, score: DOUBTFUL }))];
}

/** All boxes that count, best first. */
function reportsOf(testimonies: readonly Testimony[]): Report[] {
  return testimonies
    .flatMap((testimony) =>
      testimony.faces.filter(({ score }) => score >= testimony.doubtful).map((face) => ({ testimony, face })),
    )
    .sort((a, b) => b.face.score - a.face.score);
}

function isCertain(group: readonly Report[]): boolean {
  const sure = group.filter(({ testimony, face }) => face.score >= testimony.sure);
  return new Set(sure.map(({ testimony }) => testimony.detector)).size >= 2;
}

function isMistake([first, ...others]: readonly Report[]): boolean {
  const { testimony, face } = first!;
  return others.length === 0 && face.box.height > (testimony.tallestAlone ?? Number.POSITIVE_INFINITY);
}

function meanBox(group: readonly Report[]): Box {
  const sum = group.reduce((total, { face }) => total + face.score, 0);
  const mean = (side: keyof Box) => group.reduce((total, { face }) => total + face.score * face.box[side], 0) / sum;
  return { x: mean('x'), y: mean('y'), width: mean('width'), height: mean('height') };
}
