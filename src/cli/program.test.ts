import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { writeUntrainedWeights } from '../detect/testing/untrained-weights.js';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

const folder = await mkdtemp(join(tmpdir(), 'farface-command-'));
after(() => rm(folder, { recursive: true }));
const weights = join(folder, 'untrained.safetensors');
await writeUntrainedWeights(weights);
/** One thread: the tests of other files run beside. */
const MODEL = ['--weights', weights, '--threads', '1'];
await mkdir(join(folder, 'photos', 'deep'), { recursive: true });
await mkdir(join(folder, 'empty'));

const pixels = Uint8Array.from({ length: 160 * 96 * 3 }, (_, index) => ((index * 2_654_435_761) >>> 13) & 255);
const noise = sharp(pixels, { raw: { width: 160, height: 96, channels: 3 } });
const jpeg = await noise.jpeg().toBuffer();
for (const name of ['photos/a.jpg', 'photos/deep/b.jpg', 'photos/c.png']) {
  await writeFile(join(folder, name), name.endsWith('png') ? await noise.png().toBuffer() : jpeg);
}

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs `farface ...words` in the test's folder, as a user would; `watch` sees the process and its output grow. */
function farface(
  words: readonly string[],
  watch?: (process: ReturnType<typeof spawn>, out: string) => void,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', TSX, MAIN, ...words], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
      watch?.(child, out);
    });
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, errors }));
  });
}

const lines = (out: string) =>
  out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

test('--json: a line a photo on standard output, faces best first, the rest on standard error', async () => {
  const { code, out, errors } = await farface([
    'detect',
    'photos',
    '--json',
    ...MODEL,
    '-t',
    '0.0101',
    '--threads',
    '1',
  ]);
  assert.equal(code, 0, errors);
  const results = lines(out);
  assert.deepEqual(
    results.map(({ image }) => image),
    ['a.jpg', 'c.png', join('deep', 'b.jpg')].map((name) => join('photos', name)),
  );
  for (const result of results) {
    assert.deepEqual(Object.keys(result), ['image', 'width', 'height', 'faces']);
    assert.deepEqual([result.width, result.height], [160, 96]);
    assert.ok(result.faces.length > 0);
    let last = 1;
    for (const { box, score } of result.faces) {
      assert.deepEqual(Object.keys(box), ['x', 'y', 'width', 'height']);
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 160.01 && box.y + box.height <= 96.01);
      assert.ok(score <= last && score >= 0.0101 - 1e-4);
      last = score;
    }
  }
  assert.match(errors, /^\d+ faces in 3 photos, .* photos\/s\n$/);
});

test('each bad input is told by name, the others go on, and the exit code is 1', async () => {
  const bad = {
    'empty.jpg': new Uint8Array(0),
    'text.jpg': Buffer.from('This is no picture, whatever its name says.'),
    'cut.jpg': jpeg.subarray(0, jpeg.length / 2),
    'huge.png': hugePng(),
  };
  for (const [name, bytes] of Object.entries(bad)) await writeFile(join(folder, name), bytes);
  await symlink('loop.jpg', join(folder, 'loop.jpg'));
  const unreadable = process.getuid?.() === 0 ? [] : ['secret.jpg'];
  for (const name of unreadable) {
    await writeFile(join(folder, name), jpeg);
    await chmod(join(folder, name), 0);
  }
  const expected: [string, RegExp][] = [
    ['empty.jpg', /empty/],
    ['text.jpg', /not a picture.*expected a JPEG, PNG/],
    ['cut.jpg', /damaged or cut off/],
    ['huge.png', /60000 × 60000.*limit of [\d,]+/],
    ['loop.jpg', /ELOOP/],
    ['missing.jpg', /no such file/],
    ['empty', /no photo or video in this folder/],
    ['x*.jpg', /no file matches/],
    ...unreadable.map((name): [string, RegExp] => [name, /permission/]),
  ];
  const names = expected.map(([name]) => name);
  const { code, out, errors } = await farface(['detect', ...names, 'photos/a.jpg', '--json', ...MODEL]);
  assert.equal(code, 1);
  const results = lines(out);
  for (const [index, [name, message]] of expected.entries()) {
    assert.deepEqual(Object.keys(results[index]), ['image', 'error']);
    assert.equal(results[index].image, name);
    assert.match(results[index].error, message);
    assert.ok(results[index].error.startsWith(name), results[index].error);
    assert.ok(errors.includes(`farface: ${results[index].error}\n`));
  }
  assert.equal(results.at(-1).image, 'photos/a.jpg');
  assert.equal(results.at(-1).width, 160);
  assert.match(errors, new RegExp(`no faces in 1 photo, ${names.length} failed, `));
  assert.doesNotMatch(errors, /\bat .*\.ts:/, 'no stack traces');
});

test('annotated pictures, a line a photo for people, and silence on request', async () => {
  const { code, out, errors } = await farface([
    'detect',
    'photos',
    '--out',
    'found',
    '--quiet',
    ...MODEL,
    '-t',
    '0.0101',
  ]);
  assert.deepEqual([code, errors], [0, '']);
  assert.match(out, /^photos.a\.jpg {2}160 × 96 {2}\d+ faces, \d+–\d+ px tall\n/);
  for (const name of ['a.jpg', 'c.png', 'deep/b.jpg']) {
    const { width, height, format } = await sharp(join(folder, 'found', name)).metadata();
    assert.deepEqual([width, height, format], [160, 96, name.endsWith('png') ? 'png' : 'jpeg']);
  }
  assert.notDeepEqual(
    await sharp(join(folder, 'found', 'c.png'))
      .raw()
      .toBuffer(),
    Buffer.from(pixels),
  );
});

test('--format wider: a file a photo in the folder of its event, unsure faces included', async () => {
  const { code, out, errors } = await farface([
    'detect',
    'photos',
    '--format',
    'wider',
    '--out',
    'predictions',
    ...MODEL,
  ]);
  assert.deepEqual([code, out], [0, ''], errors);
  const [name, count, ...faces] = (await readFile(join(folder, 'predictions', 'deep', 'b.txt'), 'utf8'))
    .trimEnd()
    .split('\n');
  assert.equal(name, 'b');
  assert.equal(faces.length, Number(count));
  await readFile(join(folder, 'predictions', 'photos', 'a.txt'));
});

test('wrong usage says what is wrong, does nothing and exits with 2', async () => {
  const wrong: [string[], RegExp][] = [
    [['detect'], /missing required argument 'photos'/],
    [['detect', 'photos', '--threshold', '2'], /--threshold.*'2' is invalid\. expected a number from 0 to 1/],
    [['detect', 'photos', '--format', 'wider'], /--format wider.*--out/],
    [['detect', 'photos', '--treshold', '0.5'], /unknown option '--treshold'[\s\S]*--threshold/],
    [['detekt'], /unknown command 'detekt'[\s\S]*detect/],
  ];
  for (const [words, message] of wrong) {
    const { code, out, errors } = await farface(words);
    assert.deepEqual([code, out], [2, ''], `${words.join(' ')}: ${errors}`);
    assert.match(errors, message);
  }
});

test('a missing model is told once, by its file', async () => {
  const { code, out, errors } = await farface(['detect', 'photos', '--json', '--weights', 'absent.safetensors']);
  assert.deepEqual([code, out], [1, '']);
  assert.match(errors, /^farface: absent\.safetensors: does not exist: the weights cannot be read.*\n$/);
});

test('help shows examples', async () => {
  const { code, out } = await farface(['detect', '--help']);
  assert.equal(code, 0);
  assert.match(out, /farface detect crowd\.jpg --out found/);
  assert.match(out, /Exit code: 0 /);
});

test('Ctrl-C ends after the photo at hand, with whole lines and its own exit code', async () => {
  await mkdir(join(folder, 'many'));
  for (let number = 0; number < 60; number++) await writeFile(join(folder, 'many', `${number}.jpg`), jpeg);
  let sent = false;
  const { code, out } = await farface(['detect', 'many', '--json', ...MODEL], (child) => {
    if (!sent) child.kill('SIGINT');
    sent = true;
  });
  assert.equal(code, 130);
  const results = lines(out);
  assert.ok(results.length >= 1 && results.length < 60, `${results.length}`);
  for (const result of results) assert.equal('error' in result, false);
});

/** A PNG whose header says 60,000 × 60,000 pixels, which would be 10 GB decoded. */
function hugePng(): Buffer {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYGAAAAAEAAH2FzhVAAAAAElFTkSuQmCC',
    'base64',
  );
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return png;
}

/** Runs a line of the shell in the test's folder, in which "$@" is farface. */
async function shell(line: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const words = ['-c', line, 'sh', process.execPath, '--import', TSX, MAIN];
    const child = spawn('bash', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const text = { out: '', errors: '' };
    child.stdout.on('data', (chunk) => (text.out += chunk));
    child.stderr.on('data', (chunk) => (text.errors += chunk));
    child.on('close', (code) => resolve({ code, ...text }));
  });
}
const SHELL = { skip: process.platform === 'win32' && 'no shell here' };
const FULL = { skip: process.platform !== 'linux' && 'no /dev/full here' };

test('a reader that has gone ends the work, and what is undone is told', SHELL, async () => {
  const model = MODEL.join(' ');
  await mkdir(join(folder, 'crowds'));
  for (let number = 0; number < 9; number++) await writeFile(join(folder, 'crowds', `${number}.jpg`), jpeg);
  const run = `"$@" redact crowds --out piped --no-verify --no-check ${model}`;
  const { code, errors } = await shell(`${run} | true; exit \${PIPESTATUS[0]}`);
  assert.equal(code, 1, errors);
  assert.match(errors, /farface: standard output was closed; \d of 9 not done, from crowds\/.* on\.\n/);
});

test('what cannot be printed is told, and the run is no success', FULL, async () => {
  const { code, errors } = await shell(`"$@" detect photos/a.jpg --json --no-verify ${MODEL.join(' ')} > /dev/full`);
  assert.equal(code, 1);
  assert.match(errors, /farface: standard output: cannot be written: the disk is full\. Make room/);
  assert.doesNotMatch(errors, / {4}at /);
  const picture = `"$@" redact photos/a.jpg --out - -q --no-check --no-verify ${MODEL.join(' ')}`;
  const full = await shell(`${picture} > /dev/full`);
  const closed = await shell(`${picture} | true; exit \${PIPESTATUS[0]}`);
  for (const [failed, why] of [
    [full, /the disk is full/],
    [closed, /whoever reads it has ended/],
  ] as const) {
    assert.equal(failed.code, 1);
    assert.match(failed.errors, why);
    assert.doesNotMatch(failed.errors, / {4}at /);
  }
});

test('standard input and output', SHELL, async () => {
  const model = `--no-verify ${MODEL.join(' ')}`;
  const detect = await shell(`"$@" detect - --json -q ${model} < photos/a.jpg`);
  assert.equal(JSON.parse(detect.out).image, '-');
  const redact = await shell(`"$@" redact - -q --no-check ${model} < photos/a.jpg > stdout.jpg`);
  assert.equal(redact.code, 0, redact.errors);
  assert.equal((await sharp(join(folder, 'stdout.jpg')).metadata()).width, 160);
  const broken = await shell(`echo no picture | "$@" redact - -q ${model} > broken.jpg`);
  assert.equal(broken.code, 1);
  assert.match(broken.errors, /farface: -: is not a picture/);
  assert.equal((await readFile(join(folder, 'broken.jpg'))).length, 0, 'nothing is written');
  assert.equal((await shell(`"$@" redact - photos ${model} < photos/a.jpg`)).code, 2);
});

test('empty words are refused by name', async () => {
  for (const [words, error] of [
    [
      ['redact', 'photos', '--out', ''],
      /^farface: --out: is empty; expected <folder>\. Give one, or leave it out\.\n$/,
    ],
    [['detect', ''], /^farface: An argument is empty/],
    [['page', '--out', ''], /^farface: --out: is empty/],
  ] as const) {
    const { code, errors } = await farface(words);
    assert.equal(code, 2, words.join(' '));
    assert.match(errors, error);
  }
});
