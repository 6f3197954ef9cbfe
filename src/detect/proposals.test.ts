import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suppress } from '../geometry/suppression.js';
import { decodeBox } from '../networks/proposal-boxes.js';
import { createRandom, uniform } from '../random/random.js';
import { decodeProposals } from './proposals.js';

const [rows, columns] = [23, 31];
const count = rows * columns;

test('of cells that neighbours outdo what suppression leaves is left, of floats and of bytes', () => {
  for (const [seed, nms] of [
    [1, 0.4],
    [2, 0.1],
    [3, 0.7],
  ] as const) {
    const random = createRandom(seed);
    // Near each other boxes are nearly the same, as a network's are, and now and then another.
    const bytes = Uint8Array.from({ length: 5 * count }, (_, at) => {
      const noise = uniform(random, -24, 24);
      const [part, cell] = [at % 5, Math.floor(at / 5)];
      if (part === 0) return uniform(random, 60, 255);
      return 128 + noise + (part > 2 ? 60 * Math.sin(cell / 40) : 0);
    });
    const code = { scale: 0.05, zeroPoint: 128, boxFactor: 0.6 };
    const scoreOf = (cell: number) => Math.fround(1 / (1 + Math.exp(-(bytes[5 * cell]! - 128) * code.scale)));
    const raw = (cell: number, part: number) => (bytes[5 * cell + 1 + part]! - 128) * code.scale * code.boxFactor;
    const scores = Float32Array.from({ length: count }, (_, cell) => scoreOf(cell));
    const boxes = Float32Array.from({ length: 4 * count }, (_, at) => raw(at % count, Math.floor(at / count)));
    for (const stride of [4, 32]) {
      const faces = [...scores].flatMap((score, cell) => {
        const at = [0, 1, 2, 3].map((part) => boxes[part * count + cell]!) as [number, number, number, number];
        const box = decodeBox(stride, cell % columns, Math.floor(cell / columns), ...at);
        return score >= 0.3 ? [{ box, score }] : [];
      });
      const expected = suppress(faces, nms);
      assert.ok(expected.length > 10 && expected.length < faces.length, `${expected.length} of ${faces.length}`);
      const ofFloats = decodeProposals([{ stride, rows, columns, scores, boxes }], 0.3, nms).faces();
      assert.deepEqual(ofFloats, expected);
      const ofBytes = decodeProposals([{ stride, rows, columns, code, answers: bytes }], 0.3, nms).faces();
      assert.equal(ofBytes.length, expected.length);
      for (const [i, { box, score }] of ofBytes.entries()) {
        assert.ok(Math.abs(score - expected[i]!.score) < 1e-6);
        assert.ok(Math.abs(box.x - expected[i]!.box.x) < 1e-3 && Math.abs(box.width - expected[i]!.box.width) < 1e-3);
      }
    }
  }
});
