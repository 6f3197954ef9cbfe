import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { serve } from '../src/browser/testing/serve.js';
import { NO_BROWSER, openBrowser } from '../src/report/testing/browser.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const PORTRAITS = fileURLToPath(new URL('../docs/portraits.jpg', import.meta.url));
const skip = existsSync(join(HERE, '..', 'dist', 'index.js')) ? false : 'farface is not built: npm run build';

const root = await mkdtemp(join(tmpdir(), 'farface-examples-'));
after(() => rm(root, { recursive: true }));
const at = (name: string) => join(root, name);

/** A part of the portraits, which is looked at fast. */
before(async () => {
  await sharp(PORTRAITS).extract({ left: 80, top: 120, width: 160, height: 100 }).png().toFile(at('photo.png'));
  await mkdir(at('folder'));
  await cp(at('photo.png'), at('folder/photo.png'));
  await writeFile(at('folder/broken.jpg'), 'no picture');
});

/** Runs an example as a user would, in a process of its own. */
async function run(program: string, ...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(HERE, program), ...words]);
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** The faces that an example says it found. */
const numberIn = (text: string, pattern: RegExp) => Number(pattern.exec(text)?.[1] ?? Number.NaN);

test('every example is listed, and every listed example is there', async () => {
  const readme = await readFile(join(HERE, 'README.md'), 'utf8');
  const listed = [...new Set([...readme.matchAll(/\]\(([\w-]+\.(?:mjs|html))\)/g)].map(([, name]) => name))].sort();
  const there = (await readdir(HERE)).filter((name) => /\.(mjs|html)$/.test(name)).sort();
  assert.deepEqual(listed, there);
});

test('find-faces', { skip }, async () => {
  const { code, stdout, stderr } = await run('find-faces.mjs', at('photo.png'));
  assert.equal(code, 0, stderr);
  const found = numberIn(stdout, /160 × 100 pixels, (\d+) faces/);
  assert.ok(found >= 10, stdout);
  assert.equal(stdout.trim().split('\n').length, 1 + found);
});

test('count-people goes on after a photo that cannot be read', { skip }, async () => {
  const { code, stdout, stderr } = await run('count-people.mjs', at('folder'));
  assert.equal(code, 1);
  assert.match(stderr, /broken\.jpg: .*not a picture/);
  assert.ok(numberIn(stdout, /photo\.png,(\d+)/) >= 10, stdout);
});

test('hide-faces and hide-all-but-one', { skip }, async () => {
  const all = await run('hide-faces.mjs', at('photo.png'), at('hidden.png'));
  assert.equal(all.code, 0, all.stderr);
  const hidden = numberIn(all.stdout, /^(\d+) faces hidden/);
  assert.ok(hidden >= 10, all.stdout);
  const faces = (await run('find-faces.mjs', at('photo.png'))).stdout;
  const [, width, height, x, y] = /^[\d.]+ {2}([\d.]+) × ([\d.]+) at ([\d.]+), ([\d.]+)$/m.exec(faces)!.map(Number);
  const middle = [String(x! + width! / 2), String(y! + height! / 2)];
  const one = await run('hide-all-but-one.mjs', at('photo.png'), at('one.png'), ...middle);
  assert.equal(one.code, 0, one.stderr);
  assert.match(one.stdout, /1 kept, 0 remain/);
  const kept = await sharp(at('one.png')).removeAlpha().raw().toBuffer();
  const original = await sharp(at('photo.png')).removeAlpha().raw().toBuffer();
  const pixel = 3 * (160 * Math.round(y! + height! / 2) + Math.round(x! + width! / 2));
  assert.deepEqual(kept.subarray(pixel, pixel + 3), original.subarray(pixel, pixel + 3));
});

test('frame-faces and enlarge-faces leave pictures', { skip }, async () => {
  const framed = await run('frame-faces.mjs', at('photo.png'), at('framed.png'));
  assert.equal(framed.code, 0, framed.stderr);
  assert.equal((await sharp(at('framed.png')).metadata()).width, 160);
  const drawn = await run('enlarge-faces.mjs', at('photo.png'), at('drawn'));
  assert.equal(drawn.code, 0, drawn.stderr);
  assert.equal((await readdir(at('drawn'))).length, 3);
});

test('second-look tells a face from what is none', { skip }, async () => {
  const { code, stdout, stderr } = await run('second-look.mjs', PORTRAITS);
  assert.equal(code, 0, stderr);
  const [face, none] = [...stdout.matchAll(/: ([\d.]+), which was/g)].map(([, score]) => Number(score));
  assert.ok(face! > none!, stdout);
});

test('make-report', { skip }, async () => {
  const { code, stdout, stderr } = await run(
    'make-report.mjs',
    at('page.html'),
    at('photo.png'),
    at('folder/broken.jpg'),
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /1 could not be read/);
  assert.match(await readFile(at('page.html'), 'utf8'), /Faces found/);
});

test('measure scores predictions', { skip }, async () => {
  const box = [10, 20, 8, 10];
  const annotations = {
    images: [{ id: 1, file_name: 'photo.png', width: 160, height: 100 }],
    annotations: [{ id: 1, image_id: 1, category_id: 1, bbox: box, area: 80, iscrowd: 0 }],
    categories: [{ id: 1, name: 'face' }],
  };
  await writeFile(at('annotations.json'), JSON.stringify(annotations));
  await writeFile(at('results.json'), JSON.stringify([{ image_id: 1, category_id: 1, bbox: box, score: 0.9 }]));
  const { code, stdout, stderr } = await run('measure.mjs', at('annotations.json'), at('folder'), at('results.json'));
  assert.equal(code, 0, stderr);
  assert.match(stdout, /AP 1\.000/);
});

test('in-a-worker', { skip }, async () => {
  const { code, stdout, stderr } = await run('in-a-worker.mjs', at('photo.png'));
  assert.equal(code, 0, stderr);
  assert.ok(numberIn(stdout, /(\d+) faces/) >= 10, stdout);
  assert.match(stderr, /100 %/);
});

test('in-a-page, made by the command that it names', { skip }, async (t) => {
  const browser = await openBrowser();
  if (!browser) return t.skip(NO_BROWSER);
  t.after(() => browser.close());
  const folder = at('page');
  const modules = join(folder, 'node_modules');
  await mkdir(modules, { recursive: true });
  await symlink(join(HERE, '..'), join(modules, 'farface'));
  for (const name of ['onnxruntime-web', '.bin']) {
    await symlink(join(HERE, '../node_modules', name), join(modules, name));
  }
  await cp(join(HERE, 'in-a-page.html'), join(folder, 'index.html'));
  const [command] = /npx esbuild .*/.exec(await readFile(join(HERE, 'in-a-page.html'), 'utf8'))!;
  await promisify(execFile)('npx', command.split(' ').slice(1), { cwd: folder });
  const server = await serve([folder]);
  t.after(() => server.close());
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  await page.goto(server.url);
  await page.setInputFiles('#photo', at('photo.png'));
  await page.waitForFunction("document.querySelector('#found').textContent !== ''", undefined, { timeout: 60_000 });
  assert.ok(
    numberIn((await page.textContent('#found')) ?? '', /(\d+) faces/) >= 10,
    (await page.textContent('#found')) ?? '',
  );
  assert.deepEqual(faults, []);
});
