import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { z } from 'zod';
import { serve } from './browser/testing/serve.js';
import { NO_BROWSER, openBrowser } from './report/testing/browser.js';
import { linksOf } from './testing/links.js';
import { install, pack, REPOSITORY } from './testing/packed-package.js';
import { drop, visit } from './web/testing/visit.js';

const run = promisify(execFile);
const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const root = await mkdtemp(join(tmpdir(), 'farface-package-'));
after(() => rm(root, { recursive: true }));

/** What a user writes first. */
const JAVASCRIPT = `
import { createDetector, redact } from 'farface';
const detector = await createDetector({ threads: 1 });
const { faces } = await detector.detect('crowd.jpg');
const { data, regions } = await redact('crowd.jpg', detector, { check: false });
console.log(JSON.stringify([faces.length, regions.length, data.length]));
await detector.dispose();
`;

const TYPESCRIPT = `
import { createDetector, type Face, redact, type Redaction } from 'farface';
const detector = await createDetector({ threads: 1 });
const { faces }: { faces: Face[] } = await detector.detect('crowd.jpg');
const { data, regions }: Redaction = await redact('crowd.jpg', detector, { check: false });
console.log(JSON.stringify([faces.length, regions.length, data.length]));
await detector.dispose();
// @ts-expect-error -- options are checked
await createDetector({ thread: 1 }).catch(() => {});
`;

const { tarball, size, files } = await pack(root);
const project = join(root, 'project');
const skip = (await install(project, tarball)) ? false : 'no registry can be reached, and npm has not all packages';
if (!skip) await cp(join(REPOSITORY, 'docs/portraits.jpg'), join(project, 'crowd.jpg'));

test('the package is small, and holds what users need and nothing else', (t) => {
  t.diagnostic(`the package is ${(size / 1e6).toFixed(1)} MB large and has ${files.length} files`);
  assert.ok(size <= 12e6);
  const surplus = files.filter(
    (path) => !/^(dist|docs|examples|man|schemas|weights)\/|\.md$|^(LICENSE|package\.json)$/.test(path),
  );
  assert.deepEqual(surplus, [], 'no sources, training data or benchmarks');
  assert.deepEqual(
    files.filter((path) => /\.test\.|\/testing\/|\.packed$|^docs\/api\//.test(path)),
    [],
    'no tests, and nothing twice',
  );
});

test('links in what the package ships lead to what it ships', async () => {
  const shipped = new Set(files);
  for (const page of files.filter((path) => path.endsWith('.md'))) {
    for (const { path } of linksOf(page, await readFile(join(REPOSITORY, page), 'utf8'))) {
      assert.ok(shipped.has(path), `${page} links to ${path}`);
    }
  }
});

test('it is not published before it says where it lives', async () => {
  const script = join(REPOSITORY, 'tools/publishing/main.ts');
  const publish = (folder: string) =>
    run(process.execPath, ['--import', import.meta.resolve('tsx'), script], { cwd: folder }).catch(
      ({ stderr }) => stderr,
    );
  const folder = await mkdtemp(join(root, 'publish-'));
  const about = { repository: { type: 'git', url: 'git+https://example.org/f.git' }, homepage: 'https://example.org' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(about));
  assert.match(await publish(folder), /package\.json: has no bugs.*address of its issues/);
  await writeFile(join(folder, 'package.json'), JSON.stringify({ ...about, bugs: 'https://example.org/issues' }));
  assert.equal((await publish(folder)).stderr, '');
});

test('installed in an empty project, it works in five lines of JavaScript and of TypeScript', { skip }, async () => {
  await writeFile(join(project, 'javascript.js'), JAVASCRIPT);
  const first = await run(process.execPath, ['javascript.js'], { cwd: project });
  const [faces, regions, bytes] = z.array(z.number()).parse(JSON.parse(first.stdout));
  assert.ok(faces! > 100, `${faces} of 246 faces found`);
  // Redaction's default finds more: a face that stays visible is worse than a mask too many.
  assert.ok(regions! >= faces! && regions! < 1.1 * faces!, `${regions} regions, ${faces} faces`);
  assert.ok(bytes! > 10_000);

  await writeFile(join(project, 'typescript.ts'), TYPESCRIPT);
  // The browser's types that the library for containers brings are TypeScript's own by now, so they are not named.
  const words = ['--strict', '--types', 'node', '--module', 'nodenext', '--target', 'es2022', 'typescript.ts'];
  await run(process.execPath, [TSC, ...words], { cwd: project }).catch(({ stdout }) => assert.fail(stdout));
  const second = await run(process.execPath, ['typescript.js'], { cwd: project });
  assert.equal(second.stdout, first.stdout);

  const command = await run('npx', ['farface', '--version'], { cwd: project });
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')));
  assert.equal(command.stdout.trim(), version);
});

test('`farface page --out` writes all that the page asks for, and `farface page` serves the same', {
  skip,
}, async (t) => {
  const out = join(project, 'public');
  await run('npx', ['farface', 'page', '--out', 'public'], { cwd: project });
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const written = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(out, join(entry.parentPath, entry.name)));
  assert.equal(written.filter((path) => path.endsWith('.packed')).length, 3);

  const page = spawn(process.execPath, ['node_modules/farface/dist/cli/main.js', 'page', '--no-open', '--port', '0'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => page.kill());
  const [line] = await once(page.stdout, 'data');
  const address = new URL(String(line).trim());
  for (const path of written) {
    const response = await fetch(new URL(path, address));
    assert.equal(response.status, 200, path);
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(await readFile(join(out, path))), path);
  }

  const browser = await openBrowser();
  if (!browser) return t.skip(NO_BROWSER);
  t.after(() => browser.close());
  const server = await serve([out]);
  t.after(() => server.close());
  const { page: opened, requests, faults } = await visit(browser, server.url);
  await drop(opened, [{ name: 'crowd.jpg', bytes: await readFile(join(project, 'crowd.jpg')) }]);
  await opened.locator('.regions [role=option].hidden').first().waitFor();
  assert.deepEqual(faults, []);
  const elsewhere = requests.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:'));
  assert.deepEqual(elsewhere, [], 'nothing from another place');
});
