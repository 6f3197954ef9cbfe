import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { createDetector } from './detector.js';
import { loadProposer, openProposer, readProposalFile } from './load-proposer.js';

const photo = await sharp('node_modules/@vladmandic/face-api/demo/sample5.jpg')
  .resize(1024, 768, { fit: 'fill' })
  .removeAlpha()
  .raw()
  .toBuffer();
const image = { width: 1024, height: 768, data: photo };

test('the proposals that ship say in 8 bits what they say in float32, within bounds', async () => {
  const [bytes, floats] = await Promise.all([
    loadProposer({ threads: 1, precision: 'int8' }),
    openProposer(await readProposalFile(), { threads: 1, precision: 'float32' }),
  ]);
  const maps = await floats.propose(image.data, image.width, image.height);
  const answers = await bytes.propose(image.data, image.width, image.height);
  let [squares, count, largest] = [0, 0, 0];
  for (const [index, map] of maps.entries()) {
    const answer = answers[index]!;
    assert.ok('scores' in map && 'answers' in answer);
    const { scale, zeroPoint } = answer.code;
    map.scores.forEach((score, cell) => {
      // What is said of background below this is never heard.
      if (score < 0.05) return;
      const probability = 1 / (1 + Math.exp(-(answer.answers[5 * cell]! - zeroPoint) * scale));
      squares += (probability - score) ** 2;
      largest = Math.max(largest, Math.abs(probability - score));
      count += 1;
    });
  }
  assert.ok(count > 100);
  const error = Math.sqrt(squares / count);
  assert.ok(error < 0.03, `root mean square ${error}, largest ${largest}`);
  assert.ok(largest < 0.15, `root mean square ${error}, largest ${largest}`);
  await Promise.all([bytes.dispose(), floats.dispose()]);
});

test('detection finds the same faces in either precision', async () => {
  const found = await Promise.all(
    (['int8', 'float32', 'auto'] as const).map(async (precision) => {
      const detector = await createDetector({ threads: 1, precision });
      const { faces } = await detector.detect(image);
      await detector.dispose();
      return [...faces].sort((a, b) => a.box.x - b.box.x);
    }),
  );
  const [bytes, floats, auto] = found as [(typeof found)[0], (typeof found)[0], (typeof found)[0]];
  assert.deepEqual(auto, bytes);
  assert.ok(floats.length > 0);
  assert.equal(bytes.length, floats.length);
  for (const [i, { box, score }] of floats.entries()) {
    assert.ok(Math.abs(bytes[i]!.score - score) < 0.1, `${bytes[i]!.score}, ${score}`);
    assert.ok(Math.abs(bytes[i]!.box.width - box.width) < 0.05 * box.width + 1);
  }
});
