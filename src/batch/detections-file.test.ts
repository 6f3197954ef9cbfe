import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { DetectionsFile } from './detections-file.js';

const root = await mkdtemp(join(tmpdir(), 'farface-detections-'));
after(() => rm(root, { recursive: true }));

const lineOf = (frame: number) => ({
  frame,
  time: frame / 25,
  faces: [{ box: { x: frame, y: 2, width: 7, height: 9 }, score: 0.5 }],
});

test('what was found is there again after a kill, but for the line that it cut short', async () => {
  const result = join(root, 'clip.mp4');
  const first = await DetectionsFile.open(result, { threshold: 0.1 });
  for (const frame of [0, 1, 2]) first.add(lineOf(frame));
  await first.close();
  await appendFile(first.path, '{"frame":3,"time":0.1');
  const second = await DetectionsFile.open(result, { threshold: 0.1 });
  assert.deepEqual(
    second.lines.map(({ time, faces }) => ({ time, faces })),
    [0, 1, 2].map(lineOf).map(({ time, faces }) => ({ time, faces })),
  );
  second.add(lineOf(3));
  await second.close();
  const third = await DetectionsFile.open(result, { threshold: 0.1 });
  assert.equal(third.lines.length, 4);
  await third.remove();
  await third.close();
  await assert.rejects(stat(third.path));
});

test('what was found with other options, or in another video, is found anew', async () => {
  const result = join(root, 'other.mp4');
  const first = await DetectionsFile.open(result, { threshold: 0.1, video: 'a' });
  first.add(lineOf(0));
  await assert.rejects(DetectionsFile.open(result, { threshold: 0.1, video: 'a' }), /another|running|other/);
  await first.close();
  const second = await DetectionsFile.open(result, { threshold: 0.1, video: 'b' });
  assert.deepEqual(second.lines, []);
  await second.close();
  assert.match(await readFile(second.path, 'utf8'), /^\{"detections":1,"options":\{.*"b/);
});
