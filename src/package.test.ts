import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
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

const packed = z
  .array(z.object({ filename: z.string(), size: z.number(), files: z.array(z.object({ path: z.string() })) }))
  .length(1);

/** Builds and packs a copy of the repository: its own dist/ may be in use. Returns the tarball. */
async function pack(): Promise<{ tarball: string; size: number; files: string[] }> {
  const copy = join(root, 'copy');
  const named = ['package.json', 'README.md', 'LICENSE', 'tsconfig.json', 'tsconfig.build.json', 'src', 'weights'];
  for (const name of named) await cp(join(REPOSITORY, name), join(copy, name), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules'), join(copy, 'node_modules'));
  const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error'], { cwd: copy });
  // What "prepare" prints comes before.
  const [result] = packed.parse(JSON.parse(stdout.slice(stdout.indexOf('[\n'))));
  const { filename, size, files } = result!;
  return { tarball: join(copy, filename), size, files: files.map(({ path }) => path) };
}

/** Installs the package in an empty project; returns false where no registry can be reached. */
async function install(project: string, tarball: string): Promise<boolean> {
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  const patience = ['--prefer-offline', '--fetch-retries=1', '--fetch-timeout=20000', '--no-audit', '--no-fund'];
  try {
    await run('npm', ['install', ...patience, '--loglevel=error', tarball], {
      cwd: project,
      // As the README says.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    });
    return true;
  } catch (error) {
    const { stderr } = z.object({ stderr: z.string() }).parse(error);
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr)) return false;
    throw error;
  }
}

test('packed and installed in an empty project, it works in five lines of JavaScript and of TypeScript', async (t) => {
  const { tarball, size, files } = await pack();
  t.diagnostic(`the package is ${(size / 1e6).toFixed(1)} MB large and has ${files.length} files`);
  // The page has copies of its own, packed for the wire.
  assert.ok(size < 23e6);
  const surplus = files.filter((path) => !/^(dist|weights)\/|^(README\.md|LICENSE|package\.json)$/.test(path));
  assert.deepEqual(surplus, [], 'no sources, training data or benchmarks');
  assert.deepEqual(
    files.filter((path) => /\.test\.|\/testing\//.test(path)),
    [],
    'no tests',
  );

  const project = join(root, 'project');
  await mkdir(project);
  if (!(await install(project, tarball))) return t.skip('no registry can be reached, and npm has not all packages');
  await cp(join(REPOSITORY, 'docs/portraits.jpg'), join(project, 'crowd.jpg'));

  await writeFile(join(project, 'javascript.js'), JAVASCRIPT);
  const first = await run(process.execPath, ['javascript.js'], { cwd: project });
  const [faces, regions, bytes] = z.array(z.number()).parse(JSON.parse(first.stdout));
  assert.ok(faces! > 100, `${faces} of 246 faces found`);
  // Redaction's default finds more: a face that stays visible is worse than a mask too many.
  assert.ok(regions! >= faces! && regions! < 1.1 * faces!, `${regions} regions, ${faces} faces`);
  assert.ok(bytes! > 10_000);

  // A TypeScript project has the types of Node.js.
  await mkdir(join(project, 'node_modules/@types'), { recursive: true });
  await symlink(join(REPOSITORY, 'node_modules/@types/node'), join(project, 'node_modules/@types/node'));
  await writeFile(join(project, 'typescript.ts'), TYPESCRIPT);
  await run(process.execPath, [TSC, '--strict', '--module', 'nodenext', '--target', 'es2022', 'typescript.ts'], {
    cwd: project,
  }).catch(({ stdout }) => assert.fail(stdout));
  const second = await run(process.execPath, ['typescript.js'], { cwd: project });
  assert.equal(second.stdout, first.stdout);

  const command = await run(join(project, 'node_modules/.bin/farface'), ['--version'], { cwd: project });
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(REPOSITORY, 'package.json'), 'utf8')));
  assert.equal(command.stdout.trim(), version);
});
