import { BoxIndex } from '../geometry/box-index.js';
import { ScoredBoxes } from '../geometry/scored-boxes.js';
import type { AnswerCode } from '../networks/int8-proposal-model.js';
import { decodeSide, decodeStart } from '../networks/proposal-boxes.js';
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
export function decodeProposals(maps: readonly ProposalMap[], threshold: number, nms: number): ScoredBoxes {
  const boxes = new ScoredBoxes();
  for (const map of maps) {
    addDistinct('answers' in map ? rankBytes(map, threshold) : rankFloats(map, threshold), nms, boxes);
  }
  return boxes;
}

/** Cells of a map that may be faces, best first, those with equal scores in their order. */
interface Ranking extends Grid {
  readonly cells: Uint32Array;
  scoreOf(cell: number): number;
  /** One of the four raw numbers of a cell's box, see `decodeBox`. */
  rawOf(cell: number, part: number): number;
}

/** Adds what suppression leaves of them. */
function addDistinct(ranking: Ranking, nms: number, boxes: ScoredBoxes): void {
  const { stride, rows, columns, cells } = ranking;
  if (cells.length === 0) return;
  const index = new BoxIndex(nms);
  // Most cells see what a neighbour saw: the number of the box, from 1 on, that a cell became or was dropped for. A row and a
  // cell more on either side stand for what lies beyond the map.
  const beyond = columns + 1;
  const seen = roomForCells(rows * columns + 2 * beyond);
  for (let rank = 0; rank < cells.length; rank++) {
    const cell = cells[rank]!;
    const column = cell % columns;
    const row = (cell - column) / columns;
    const width = decodeSide(stride, ranking.rawOf(cell, 2));
    const height = decodeSide(stride, ranking.rawOf(cell, 3));
    const x = decodeStart(stride, column, ranking.rawOf(cell, 0), width);
    const y = decodeStart(stride, row, ranking.rawOf(cell, 1), height);
    const at = cell + beyond;
    const left = seen[at - 1]!;
    const right = seen[at + 1]!;
    const above = seen[at - columns]!;
    const below = seen[at + columns]!;
    if (left > 0 && index.overlaps(left - 1, x, y, width, height)) seen[at] = left;
    else if (right > 0 && index.overlaps(right - 1, x, y, width, height)) seen[at] = right;
    else if (above > 0 && index.overlaps(above - 1, x, y, width, height)) seen[at] = above;
    else if (below > 0 && index.overlaps(below - 1, x, y, width, height)) seen[at] = below;
    else {
      const other = index.find(x, y, width, height) + 1;
      seen[at] = other;
      if (other > 0) continue;
      index.add(x, y, width, height);
      boxes.add(x, y, width, height, ranking.scoreOf(cell));
      seen[at] = index.count;
    }
  }
  // It is left as it was found, so that the next map need not clear all of it.
  for (let rank = 0; rank < cells.length; rank++) seen[cells[rank]! + beyond] = 0;
}

let cellsRoom = new Int32Array();

/** Zeros for so many cells, which whoever takes them leaves behind as zeros: fresh memory costs as much time as all else does. */
function roomForCells(length: number): Int32Array {
  if (cellsRoom.length < length) cellsRoom = new Int32Array(length);
  return cellsRoom;
}

function rankFloats({ stride, rows, columns, scores, boxes }: FloatMap, threshold: number): Ranking {
  const count = rows * columns;
  let found = 0;
  for (let cell = 0; cell < count; cell++) if (scores[cell]! >= threshold) found++;
  const cells = new Uint32Array(found);
  for (let cell = 0, to = 0; cell < count; cell++) if (scores[cell]! >= threshold) cells[to++] = cell;
  cells.sort((a, b) => scores[b]! - scores[a]! || a - b);
  return {
    ...{ stride, rows, columns, cells },
    scoreOf: (cell) => scores[cell]!,
    rawOf: (cell, part) => boxes[part * count + cell]!,
  };
}

const ANSWER = 5;
const BYTES = 256;

/** What each byte of an answer stands for. */
interface ByteValues {
  readonly scores: Float32Array;
  readonly raw: Float64Array;
}

const valuesOfCodes = new WeakMap<AnswerCode, ByteValues>();

function valuesOf(code: AnswerCode): ByteValues {
  const known = valuesOfCodes.get(code);
  if (known) return known;
  const { scale, zeroPoint, boxFactor } = code;
  const scores = Float32Array.from({ length: BYTES }, (_, byte) => logistic((byte - zeroPoint) * scale));
  const raw = Float64Array.from({ length: BYTES }, (_, byte) => (byte - zeroPoint) * scale * boxFactor);
  valuesOfCodes.set(code, { scores, raw });
  return { scores, raw };
}

function rankBytes({ stride, rows, columns, code, answers }: ByteMap, threshold: number): Ranking {
  const { scores, raw } = valuesOf(code);
  // Scores rise with their bytes.
  const least = scores.findIndex((score) => score >= threshold);
  return {
    ...{ stride, rows, columns, cells: least < 0 ? new Uint32Array() : sortByByte(answers, least) },
    scoreOf: (cell) => scores[answers[ANSWER * cell]!]!,
    rawOf: (cell, part) => raw[answers[ANSWER * cell + 1 + part]!]!,
  };
}

/** The cells whose first byte is at least `least`, by that byte: counted first, then put in their places. */
function sortByByte(answers: Uint8Array, least: number): Uint32Array {
  const starts = new Uint32Array(BYTES);
  let count = 0;
  for (let at = 0; at < answers.length; at += ANSWER) {
    if (answers[at]! < least) continue;
    starts[answers[at]!]!++;
    count++;
  }
  let end = count;
  for (let byte = 0; byte < BYTES; byte++) {
    end -= starts[byte]!;
    starts[byte] = end;
  }
  const cells = new Uint32Array(count);
  for (let at = 0, cell = 0; at < answers.length; at += ANSWER, cell++) {
    const byte = answers[at]!;
    if (byte >= least) cells[starts[byte]!++] = cell;
  }
  return cells;
}
