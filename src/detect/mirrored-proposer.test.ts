import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createDetector } from './detector.js';
import { loadProposer } from './load-proposer.js';
import { MirroredProposer } from './mirrored-proposer.js';
import type { ProposalMap } from './proposals.js';
import { writeUntrainedWeights } from './testing/untrained-weights.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-mirrored-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'untrained.safetensors');
await writeUntrainedWeights(weights);

const [width, height] = [96, 64];
const noise = Uint8Array.from({ length: width * height * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255);
const mirrored = noise.map((_, index) => {
  const [channel, pixel] = [index % 3, Math.floor(index / 3)];
  const [x, row] = [pixel % width, Math.floor(pixel / width)];
  return noise[3 * (row * width + width - 1 - x) + channel]!;
});

test('the mean of what a network says of a photo and of its mirror image, turned back', async () => {
  // One row of two cells. Whatever it is shown, a face at the left one, half a stride to the right of its centre.
  const inner = {
    seen: [] as Uint8Array[],
    async propose(pixels: Uint8Array): Promise<ProposalMap[]> {
      this.seen.push(pixels);
      const boxes = Float32Array.of(1, 0, 0.5, 0, 0.25, 0, 2, 0);
      return [{ stride: 4, rows: 1, columns: 2, scores: Float32Array.of(0.9, 0.1), boxes }];
    },
    async dispose() {},
  };
  const [map] = await new MirroredProposer(inner).propose(Uint8Array.of(1, 2, 3, 4, 5, 6), 2, 1);
  assert.deepEqual(
    inner.seen.map((pixels) => [...pixels]),
    [
      [1, 2, 3, 4, 5, 6],
      [4, 5, 6, 1, 2, 3],
    ],
  );
  assert.ok(map!.scores.every((score) => Math.abs(score - 0.5) < 1e-6));
  // dx: (1 − 0) / 2 and (0 − 1) / 2; the others' means.
  assert.deepEqual([...map!.boxes], [0.5, -0.5, 0.25, 0.25, 0.125, 0.125, 1, 1]);
});

test('what is found in a mirror image is the mirror image of what is found', async () => {
  const proposer = await loadProposer({ weights, threads: 1, mirror: true });
  const plain = await proposer.propose(noise, width, height);
  const turned = await proposer.propose(mirrored, width, height);
  for (const [index, { rows, columns, scores, boxes }] of plain.entries()) {
    const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-5, `${a}, not ${b}`);
    const other = (cell: number) => cell - (cell % columns) + columns - 1 - (cell % columns);
    for (let cell = 0; cell < rows * columns; cell += 1) {
      near(turned[index]!.scores[other(cell)]!, scores[cell]!);
      for (let channel = 0; channel < 4; channel += 1) {
        const start = channel * rows * columns;
        near(turned[index]!.boxes[start + other(cell)]!, (channel === 0 ? -1 : 1) * boxes[start + cell]!);
      }
    }
  }
  await proposer.dispose();
});

test('a detector looks at the mirror image if it is told to', async () => {
  const image = { width, height, data: noise };
  const faces = async (mirror: boolean) => {
    const detector = await createDetector({ weights, threads: 1, threshold: 0.0101, mirror });
    const detection = await detector.detect(image);
    await detector.dispose();
    return detection.faces;
  };
  assert.notDeepEqual(await faces(true), await faces(false));
});
