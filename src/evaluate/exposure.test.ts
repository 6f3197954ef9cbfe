import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { AnnotatedPhoto } from '../datasets/annotations.js';
import type { Face } from '../geometry/face.js';
import { openWiderFace } from './benchmarks.js';
import { exposureAt, exposureByAttribute, exposureOf, thresholdFor } from './exposure.js';
import { Problems } from './predictions/problems.js';
import { readPredictions } from './predictions/read.js';

const attributes = { blur: 0, expression: 0, illumination: 0, occlusion: 0, pose: 0 } as const;
const marked = (x: number, side: number, invalid = false) => ({
  ...attributes,
  box: { x, y: 0, width: side, height: side },
  invalid,
});
const found = (x: number, side: number, score: number): Face => ({
  box: { x, y: 0, width: side, height: side },
  score,
});
const photo = (...faces: AnnotatedPhoto['faces']): AnnotatedPhoto => ({ event: '', name: 'a', path: 'a.jpg', faces });

test('a face is hidden by one box that, enlarged to 1.3, covers 80 % of it', () => {
  // 10 px found at 4: enlarged it spans 2.5 to 15.5 and covers 7.5 of 10; at 3 it spans 1.5 to 14.5 and covers 8.5.
  const at = (x: number) => exposureAt(exposureOf([photo(marked(0, 10))], new Map([['a', [found(x, 10, 0.5)]]])), 0.4);
  assert.deepEqual([at(4).exposed, at(3).exposed], [1, 0]);
  assert.equal(at(3).ranges[1], 0);
  assert.ok(Number.isNaN(at(3).ranges[0]));
});

test('two boxes that hide half of a face each do not hide it; faces under 4 px and those that cannot be judged do not count', () => {
  const halves = [found(-6, 8, 0.9), found(8, 8, 0.9)];
  const exposure = exposureOf([photo(marked(0, 10), marked(50, 3), marked(80, 10, true))], new Map([['a', halves]]));
  assert.deepEqual(exposure.faces, [0, 1, 0, 0, 0, 0, 0]);
  assert.equal(exposureAt(exposure, 0.5).exposed, 1);
});

test('a mask is false where it touches no marked face, one that cannot be judged included', () => {
  const boxes = [found(0, 10, 0.9), found(80, 10, 0.8), found(200, 10, 0.7), found(300, 10, 0.3)];
  const exposure = exposureOf([photo(marked(0, 10), marked(80, 10, true))], new Map([['a', boxes]]));
  assert.equal(exposureAt(exposure, 0.5).falseMasks, 1);
  assert.equal(exposureAt(exposure, 0.3).falseMasks, 2);
  // One false mask is allowed: everything above the second.
  const threshold = thresholdFor(exposure, 1);
  assert.ok(threshold > 0.3 && threshold < 0.3 + 1e-12);
  assert.equal(exposureAt(exposure, threshold).falseMasks, 1);
  assert.equal(thresholdFor(exposure, 2), Number.NEGATIVE_INFINITY);
});

test('kinds of faces are counted apart, and those that nobody could judge', () => {
  const faces = [
    { ...marked(0, 10), blur: 2 as const },
    { ...marked(50, 10), blur: 2 as const, pose: 1 as const },
    marked(100, 10),
    marked(150, 10, true),
  ];
  const exposure = exposureOf([photo(...faces)], new Map([['a', [found(0, 10, 0.9), found(100, 10, 0.5)]]]));
  const rows = Object.fromEntries(
    exposureByAttribute(exposure, 0.6).map(({ name, faces, exposed }) => [name, [faces, exposed]]),
  );
  assert.deepEqual(rows, {
    clear: [1, 1],
    'heavy blur': [2, 0.5],
    'not occluded': [3, 2 / 3],
    'atypical pose': [1, 1],
    'not judged by annotators': [1, 1],
  });
});

const shared = '../shared/wider';
const archive = join(shared, 'retinaface-mnet025-predictions.tar.xz');
const folder = await mkdtemp(join(tmpdir(), 'farface-'));
after(() => rm(folder, { recursive: true }));

/** Where the other scorer runs: with scipy. */
const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import scipy']).status === 0);
const skip = existsSync(archive) && python ? false : `needs ${archive} and python3-scipy`;

test('exposure is what an independent scorer says of the same predictions', { skip }, async () => {
  execFileSync('tar', [
    '-xJf',
    archive,
    '-C',
    folder,
    '--wildcards',
    'widerface_txt/0--Parade',
    'widerface_txt/2--Demonstration',
  ]);
  const predictions = join(folder, execFileSync('ls', [folder], { encoding: 'utf8' }).trim());
  const lines = execFileSync(python!, [join(shared, 'expose.py'), predictions], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const benchmark = await openWiderFace(folder, { annotations: join(shared, 'ground-truth'), needImages: false });
  const boxes = await readPredictions(predictions, benchmark.photos, new Problems());
  const exposure = exposureOf(
    benchmark.photos.filter(({ event }) => event === '0--Parade' || event === '2--Demonstration'),
    boxes,
  );
  assert.equal(lines.length, 7);
  for (const line of lines) {
    const { falseMasks, exposed, ranges } = exposureAt(exposure, Number(/t=(\S+)/.exec(line)![1]));
    const numbers = [exposed, ...ranges, falseMasks];
    const theirs = [
      /all (\S+)/,
      /4:(\S+)/,
      /8:(\S+)/,
      /12:(\S+)/,
      /16:(\S+)/,
      /24:(\S+)/,
      /32:(\S+)/,
      / 64:(\S+)/,
      /photo (\S+)/,
    ];
    for (const [index, pattern] of theirs.entries()) {
      const said = Number(pattern.exec(line)![1]);
      assert.ok(Math.abs(numbers[index]! - said) <= (index === 8 ? 0.0051 : 0.00051), `${line}: ${numbers[index]}`);
    }
  }
});
