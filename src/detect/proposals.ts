import type { Box } from '../geometry/box.js';
import { BoxIndex } from '../geometry/box-index.js';
import type { Face } from '../geometry/face.js';
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
    distinct('answers' in map ? rankBytes(map, threshold) : rankFloats(map, threshold), nms),
  );
}

/** Cells of a map that may be faces, best first, those with equal scores in their order. */
interface Ranking extends Grid {
  readonly cells: Uint32Array;
  scoreOf(cell: number): number;
  /** One of the four raw numbers of a cell's box, see `decodeBox`. */
  rawOf(cell: number, part: number): number;
}

/** What `suppress` leaves of them. */
function distinct({ stride, rows, columns, cells, scoreOf, rawOf }: Ranking, nms: number): Face[] {
  const faces: Face[] = [];
  const index = new BoxIndex(nms);
  // Most cells see what a neighbour saw: the number of the box, from 1 on, that a cell became or was dropped for. A row and a
  // cell more on either side stand for what lies beyond the map.
  const beyond = columns + 1;
  const seen = new Int32Array(rows * columns + 2 * beyond);
  for (const cell of cells) {
    const column = cell % columns;
    const row = (cell - column) / columns;
    const box = decodeBox(stride, column, row, rawOf(cell, 0), rawOf(cell, 1), rawOf(cell, 2), rawOf(cell, 3));
    const at = cell + beyond;
    const other = shownBy(box, seen, at, columns, index);
    if (other > 0) {
      seen[at] = other;
      continue;
    }
    index.add(box.x, box.y, box.width, box.height);
    faces.push({ box, score: scoreOf(cell) });
    seen[at] = index.count;
  }
  return faces;
}

/** The number, from 1 on, of a box that shows what `box` shows, those that neighbours saw asked first; 0 where none does. */
function shownBy({ x, y, width, height }: Box, seen: Int32Array, at: number, columns: number, index: BoxIndex): number {
  for (let side = 0; side < 4; side++) {
    const step = side < 2 ? 1 : columns;
    const number = seen[side % 2 === 0 ? at - step : at + step]!;
    if (number > 0 && index.overlaps(number - 1, x, y, width, height)) return number;
  }
  return index.find(x, y, width, height) + 1;
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

function rankBytes({ stride, rows, columns, code, answers }: ByteMap, threshold: number): Ranking {
  const { scale, zeroPoint, boxFactor } = code;
  const scores = Float32Array.from({ length: BYTES }, (_, byte) => logistic((byte - zeroPoint) * scale));
  const raw = Float64Array.from({ length: BYTES }, (_, byte) => (byte - zeroPoint) * scale * boxFactor);
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
