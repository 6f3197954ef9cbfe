import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import { decodeBox } from '../networks/proposal-boxes.js';

/** What the proposal network says at one stride. */
export interface ProposalMap {
  /** Pixels of the input between neighbouring cells. */
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
  /** `[rows, columns]`, probability of a face at the cell, 0 to 1. */
  readonly scores: Float32Array;
  /** `[4, rows, columns]`, see `decodeBox`. */
  readonly boxes: Float32Array;
}

/**
 * The faces of all strides whose score is at least `threshold`, in pixels of the network's input, suppressed within each
 * stride: neighbouring cells of one stride see the same face, and a crowd's thousands of candidates shrink to hundreds
 * before strides, tiles and scales are compared.
 */
export function decodeProposals(maps: readonly ProposalMap[], threshold: number, nms: number): Face[] {
  return maps.flatMap((map) => suppress(decodeMap(map, threshold), nms));
}

function decodeMap({ stride, rows, columns, scores, boxes }: ProposalMap, threshold: number): Face[] {
  const faces: Face[] = [];
  const cells = rows * columns;
  for (let cell = 0; cell < cells; cell++) {
    const score = scores[cell]!;
    if (!(score >= threshold)) continue;
    const box = decodeBox(stride, cell % columns, Math.floor(cell / columns), [
      boxes[cell]!,
      boxes[cells + cell]!,
      boxes[2 * cells + cell]!,
      boxes[3 * cells + cell]!,
    ]);
    faces.push({ box, score });
  }
  return faces;
}
