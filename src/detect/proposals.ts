import type { Face } from '../geometry/face.js';
import { suppress } from '../geometry/suppression.js';
import type { AnswerCode } from '../networks/int8-proposal-model.js';
import { decodeBox } from '../networks/proposal-boxes.js';
import { logistic } from './combination.js';

/** What the proposal network says at one stride. */
export type ProposalMap = FloatMap | ByteMap;

interface Grid {
  /** Pixels of the input between neighbouring cells. */
  readonly stride: number;
  readonly rows: number;
  readonly columns: number;
}

/** Of a network that computes in float32. */
export interface FloatMap extends Grid {
  /** `[rows, columns]`, probability of a face at the cell, 0 to 1. */
  readonly scores: Float32Array;
  /** `[4, rows, columns]`, see `decodeBox`. */
  readonly boxes: Float32Array;
}

/** Of a network that computes in 8 bits. */
export interface ByteMap extends Grid {
  readonly code: AnswerCode;
  /** `[rows, columns, 5]`: the score before the sigmoid, and the box, see `decodeBox`. */
  readonly answers: Uint8Array;
}

/**
 * The faces of all strides whose score is at least `threshold`, in pixels of the network's input, suppressed within each
 * stride: neighbouring cells of one stride see the same face, and a crowd's thousands of candidates shrink to hundreds
 * before strides, tiles and scales are compared.
 */
export function decodeProposals(maps: readonly ProposalMap[], threshold: number, nms: number): Face[] {
  return maps.flatMap((map) =>
    suppress('answers' in map ? decodeBytes(map, threshold) : decodeFloats(map, threshold), nms),
  );
}

function decodeFloats({ stride, rows, columns, scores, boxes }: FloatMap, threshold: number): Face[] {
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

const ANSWER = 5;

function decodeBytes({ stride, columns, code, answers }: ByteMap, threshold: number): Face[] {
  const { scale, zeroPoint, boxFactor } = code;
  const scores = Float32Array.from({ length: 256 }, (_, byte) => logistic((byte - zeroPoint) * scale));
  // Scores rise with their bytes.
  const least = scores.findIndex((score) => score >= threshold);
  if (least < 0) return [];
  const faces: Face[] = [];
  const raw = (byte: number) => (byte - zeroPoint) * scale * boxFactor;
  for (let at = 0; at < answers.length; at += ANSWER) {
    if (answers[at]! < least) continue;
    const cell = at / ANSWER;
    const box = decodeBox(stride, cell % columns, Math.floor(cell / columns), [
      raw(answers[at + 1]!),
      raw(answers[at + 2]!),
      raw(answers[at + 3]!),
      raw(answers[at + 4]!),
    ]);
    faces.push({ box, score: scores[answers[at]!]! });
  }
  return faces;
}
