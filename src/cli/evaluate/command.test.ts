import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { writeUntrainedWeights } from '../../detect/testing/untrained-weights.js';
import { openWiderFace } from '../../evaluate/benchmarks.js';
import { readBaselines } from '../../evaluate/figures/baselines.js';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');
const PHOTOS = 12;

const folder = await mkdtemp(join(tmpdir(), 'farface-evaluate-'));
after(() => rm(folder, { recursive: true }));
await writeUntrainedWeights(join(folder, 'untrained.safetensors'));
await mkdir(join(folder, 'photos'));
const pixels = Uint8Array.from({ length: 640 * 480 * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255);
const jpeg = await sharp(pixels, { raw: { width: 640, height: 480, channels: 3 } })
  .jpeg()
  .toBuffer();
const names = Array.from({ length: PHOTOS }, (_, index) => `${String(index).padStart(2, '0')}.jpg`);
for (const name of names) await writeFile(join(folder, 'photos', name), jpeg);
await writeFile(
  join(folder, 'faces.json'),
  JSON.stringify({
    images: names.map((file_name, id) => ({ id, file_name })),
    categories: [{ id: 1, name: 'face' }],
    annotations: names.map((_, image_id) => ({ image_id, category_id: 1, bbox: [10, 10, 9, 11] })),
  }),
);
const COCO = ['evaluate', 'coco', '--annotations', 'faces.json', '--images', 'photos'];
const DETECT = [...COCO, '--weights', 'untrained.safetensors', '--threads', '1'];

/** Runs `farface ...words` in the test's folder; `begun` is called with its process. */
function farface(words: readonly string[], begun?: (child: ReturnType<typeof spawn>) => void) {
  return new Promise<{ code: number | null; out: string; errors: string }>((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', TSX, MAIN, ...words], { cwd: folder });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, errors }));
    begun?.(child);
  });
}

const linesOf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : []);

test('stops on Ctrl-C and goes on where it was', async () => {
  const file = join(folder, 'resumed', 'predictions.jsonl');
  const stopped = await farface([...DETECT, '-o', 'resumed'], (child) => {
    const timer = setInterval(() => {
      if (linesOf(file).length > 0 && child.kill('SIGINT')) clearInterval(timer);
    }, 5);
    child.on('close', () => clearInterval(timer));
  });
  assert.equal(stopped.code, 130, stopped.errors);
  assert.match(stopped.errors, /Stopped\. The same command goes on from here\./);
  const first = linesOf(file);
  assert(first.length > 0 && first.length < PHOTOS, `${first.length} photos were done`);

  await appendFile(file, '{"image":"11.jpg","fa');
  const { code, out, errors } = await farface([...DETECT, '-o', 'resumed']);
  assert.equal(code, 0, errors);
  assert.match(out, /^farface on faces\.json\n12 photos, \d+ predictions, protocol of COCO, AP50\n/);
  assert.match(out, /\nheight +faces +AP +recall at precision 0\.9/);
  const all = linesOf(file);
  assert.deepEqual(all.slice(0, first.length), first, 'what was done is kept as it was');
  assert.deepEqual(
    all.map((line) => JSON.parse(line).image),
    names,
  );
});

test('scores predictions, writes results and figures, and labels a subset wherever it is shown', async () => {
  const line = (image: string, score: number) =>
    JSON.stringify({ image, faces: [{ box: { x: 10, y: 10, width: 9, height: 11 }, score }] });
  await writeFile(
    join(folder, 'perfect.jsonl'),
    `${names.map((name, index) => line(name, 1 - index / 50)).join('\n')}\n`,
  );
  await writeFile(
    join(folder, 'rivals.json'),
    JSON.stringify({
      Rival: {
        all: { ap: 0.5, recall: [0, 0.6], precision: [1, 0.8] },
        '8–12': { ap: 0.25, recall: [0.3], precision: [0.8] },
      },
    }),
  );
  const words = [
    ...COCO,
    '--predictions',
    'perfect.jsonl',
    '--every',
    '3',
    '--baselines',
    'rivals.json',
    '--name',
    'A & B',
    '-o',
    'scored',
  ];
  const { code, out, errors } = await farface(words);
  assert.equal(code, 0, errors);
  const label = 'subset: 4 of 12 photos (every 3rd)';
  assert(out.includes(`A & B on faces.json, ${label}`), out);
  const results = JSON.parse(await readFile(join(folder, 'scored', 'results.json'), 'utf8'));
  assert.equal(results.subset, label);
  assert.deepEqual(results.sets, [{ name: 'all', faces: 4, averagePrecision: 1, recallAtPrecision: 1 }]);
  assert.deepEqual(results.heights[1], {
    pixels: '8–12',
    faces: 4,
    averagePrecision: 1,
    recallAtPrecision: 1,
    foundAtScoreThreshold: 1,
  });
  assert.equal(results.heights[0].averagePrecision, null);
  assert.deepEqual(
    results.exposure.map((row: { falseMasksAllowed: number; exposed: number }) => [row.falseMasksAllowed, row.exposed]),
    [1, 2, 4, 8].map((allowed) => [allowed, 0]),
  );
  for (const figure of ['precision-recall-all', 'face-height', 'exposure']) {
    const svg = await readFile(join(folder, 'scored', `${figure}.svg`), 'utf8');
    for (const words of figure === 'exposure' ? [label, '8–12 px'] : [label, 'Rival', 'A &amp; B'])
      assert(svg.includes(words), `${figure} says ${words}`);
    const { width, format } = await sharp(join(folder, 'scored', `${figure}.png`)).metadata();
    assert.deepEqual([width, format], [1450, 'png']);
  }
  // What an evaluation writes can be the baseline of the next.
  const curves = await readBaselines(join(folder, 'scored', 'curves.json'));
  assert.deepEqual(curves['A & B']!['8–12'], curves['A & B']!.all);
});

test('names and counts what is wrong, and says so by the exit code', async () => {
  await writeFile(join(folder, 'poor.jsonl'), '{"image":"00.jpg","faces":[]}\n{"image":"99.jpg","faces":[]}\n');
  const poor = await farface([...COCO, '--predictions', 'poor.jsonl', '-o', 'poor', '--json']);
  assert.equal(poor.code, 1);
  assert.match(poor.errors, /1 predictions for photos that the data set does not have.*\n {2}poor\.jsonl:2: 99\.jpg/);
  assert.match(poor.errors, /11 photos without a prediction.*\n {2}01\n {2}02\n {2}03\n {2}… and 8 more/);
  assert.deepEqual(
    JSON.parse(poor.out).problems.map(({ kind, count }: { kind: string; count: number }) => [kind, count]),
    [
      ['unknownPhoto', 1],
      ['noPrediction', 11],
    ],
  );

  const wrong = await farface(['evaluate', 'coco', '--images', 'photos']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.errors, /^farface: required option '--annotations <file>' not specified/);
  await assert.rejects(readBaselines(join(folder, 'faces.json')), {
    name: 'InputError',
    message: /faces\.json, images.*expected/,
  });
  await assert.rejects(openWiderFace(folder), { name: 'InputError', message: /wider_face_split.*wider_hard_val\.mat/ });
});
