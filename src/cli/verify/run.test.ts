import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { paintRectangles } from '../../detect/testing/bright-rectangles.js';
import { writeUntrainedVerification } from '../../detect/testing/untrained-verification.js';
import { EXIT, UsageError } from '../terminal/exit.js';
import { type VerifyFlags, verifyPhotos } from './run.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-verify-'));
after(() => rm(folder, { recursive: true }));
const at = (path: string) => join(folder, path);
const verificationWeights = at('verification.safetensors');
await writeUntrainedVerification(verificationWeights, {
  combination: { weight: 1, bias: 0, lift: 0, boxWeight: 0.5, maxHeight: 20, minProposal: 0, maxProposal: 1 },
});
await mkdir(at('photos/march'), { recursive: true });
const { data } = paintRectangles(100, 60, [{ x: 10, y: 10, width: 12, height: 12 }]);
const photo = sharp(data, { raw: { width: 100, height: 60, channels: 3 } });
for (const name of ['a.png', 'march/b.png', 'march/unlisted.png']) await photo.toFile(at(`photos/${name}`));
await writeFile(at('photos/damaged.png'), (await readFile(at('photos/a.png'))).subarray(0, 60));

const box = (x: number, height: number) => ({ x, y: 10, width: height, height });

async function verify(proposals: string, out: string, flags: Partial<VerifyFlags> = {}) {
  const paths = { proposals: at(proposals), photos: at('photos'), out: at(out), verificationWeights };
  const code = await verifyPhotos({ scores: 'probability', threads: 1, quiet: true, ...paths, ...flags });
  const lines = (await readFile(at(out), 'utf8')).trimEnd().split('\n');
  return { code, results: lines.map((line) => JSON.parse(line)) };
}

test('JSON lines: small faces get both stages’ scores, tall ones keep theirs; photos without proposals stay away', async () => {
  const faces = [
    { box: box(10, 12), score: 0.5 },
    { box: box(40, 40), score: 0.6 },
  ];
  const line = (image: string) => JSON.stringify({ image, width: 100, height: 60, faces });
  await writeFile(at('faces.jsonl'), `${line('march/b.png')}\n${line('a.png')}\n`);
  const { code, results } = await verify('faces.jsonl', 'json.jsonl');
  assert.equal(code, EXIT.ok);
  assert.deepEqual(
    results.map(({ image }) => image),
    ['a.png', join('march', 'b.png')].map((name) => at(join('photos', name))),
  );
  for (const { faces } of results) {
    const tall = faces.find((face: { box: { height: number } }) => face.box.height === 40);
    assert.deepEqual(tall, { box: box(40, 40), score: 0.6 });
    const small = faces.find((face: { box: { height: number } }) => face.box.height === 12);
    assert.equal(small.stages.proposal, 0.5);
    assert.equal(small.score, small.stages.verification);
  }
});

test('text files and COCO results; weight and height of one’s own', async () => {
  await mkdir(at('their/march'), { recursive: true });
  await writeFile(at('their/a.txt'), 'a\n1\n10 10 12 12 0.25\n');
  await writeFile(at('their/march/b.txt'), 'b\n1\n10 10 40 40 0.75\n');
  const text = await verify('their', 'text.jsonl', {
    weight: 0,
    bias: 0,
    boxWeight: 0.5,
    maxHeight: 15,
    minProposal: 0,
    maxProposal: 1,
  });
  assert.deepEqual(
    text.results.map(({ faces }) => [faces[0].score, faces[0].stages === undefined]),
    [
      [0.25, false],
      [0.75, true],
    ],
  );
  const images = [{ id: 3, file_name: 'march/b.png' }];
  await writeFile(at('annotations.json'), JSON.stringify({ images, categories: [{ id: 1, name: 'face' }] }));
  await writeFile(
    at('results.json'),
    JSON.stringify([{ image_id: 3, category_id: 1, bbox: [10, 10, 12, 12], score: 25 }]),
  );
  const coco = await verify('results.json', 'coco.jsonl', { annotations: at('annotations.json'), scores: 'percent' });
  assert.equal(coco.results[0].faces[0].stages.proposal, 0.25);
  await assert.rejects(
    verify('results.json', 'none.jsonl', { annotations: at('annotations.json') }),
    /results\.json: has the score 25, which is no probability/,
  );
});

test('a bad photo is told and the others go on; --resume tries it again and leaves what is done', async () => {
  await writeFile(at('all.txt'), ['a', '1', '10 10 12 12 .5', 'damaged', '1', '10 10 12 12 .5'].join('\n'));
  const first = await verify('all.txt', 'all.jsonl');
  assert.equal(first.code, EXIT.failed);
  assert.deepEqual(
    first.results.map((result) => 'error' in result),
    [false, true],
  );
  assert.match(first.results[1].error, /damaged\.png: is not a picture or its header is damaged/);
  await assert.rejects(verify('all.txt', 'all.jsonl'), /is there already\. Add --resume/);
  await photo.toFile(at('photos/damaged.png'));
  const second = await verify('all.txt', 'all.jsonl', { resume: true });
  assert.equal(second.code, EXIT.ok);
  assert.deepEqual(second.results[0], first.results[0]);
  assert.equal(second.results[1].faces.length, 1);
  await assert.rejects(verify('all.txt', 'all.jsonl', { resume: true, weight: 0.5 }), /other options/);
});

test('wrong input is named', async () => {
  await assert.rejects(
    verifyPhotos({ scores: 'probability', proposals: at('all.txt'), photos: at('photos'), resume: true }),
    UsageError,
  );
  await assert.rejects(verify('absent.jsonl', 'x.jsonl'), /absent\.jsonl: no such file/);
  await assert.rejects(verify('all.txt', 'x.jsonl', { photos: at('absent') }), /absent: no such file or folder/);
  await writeFile(at('photos/a.jpg'), '');
  await assert.rejects(verify('all.txt', 'x.jsonl'), /a\.jpg.*a\.png: proposals name photos without their ending/);
});
