import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = (path: string) => new URL(`../../${path}`, import.meta.url).href;
const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
const PHOTO = join(REPOSITORY, 'docs/portraits.jpg');

const root = await mkdtemp(join(tmpdir(), 'farface-telemetry-'));
after(() => rm(root, { recursive: true }));

const canTrace = spawnSync('strace', ['-f', '--seccomp-bpf', '-e', 'trace=socket', 'true']).status === 0;

/** Runs a module's text with an empty home folder. Returns the files that lie there afterwards, and the internet sockets. */
async function traces(code: string, telemetry: string | undefined): Promise<{ files: string[]; sockets: string[] }> {
  const home = await mkdtemp(join(root, 'home-'));
  const log = join(home, '..', 'strace.log');
  const { ORT_DISABLE_TELEMETRY: _, XDG_CACHE_HOME: __, XDG_DATA_HOME: ___, ...inherited } = process.env;
  const environment = { ...inherited, HOME: home, USERPROFILE: home, LOCALAPPDATA: home };
  const words = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code];
  const traced = canTrace ? ['strace', '-f', '--seccomp-bpf', '-qq', '-o', log, '-e', 'trace=socket', ...words] : words;
  await run(traced[0]!, traced.slice(1), {
    cwd: REPOSITORY,
    env: telemetry === undefined ? environment : { ...environment, ORT_DISABLE_TELEMETRY: telemetry },
  });
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const lines = canTrace ? (await readFile(log, 'utf8')).split('\n') : [];
  return { files: files.map(({ name }) => name), sockets: lines.filter((line) => /AF_INET/.test(line)) };
}

/** ONNX Runtime by itself: what the others must not show. Not on every platform. */
const UNGUARDED = `
  import { InferenceSession } from 'onnxruntime-node';
  await InferenceSession.create(new Uint8Array(4)).catch(() => {});`;

const LIBRARY = `
  import { createDetector } from '${source('index.ts')}';
  const detector = await createDetector({ threads: 1, verify: false });
  await detector.detect({ width: 32, height: 32, data: new Uint8Array(32 * 32 * 3) });
  await detector.dispose();`;

const COMMAND = `
  import { run } from '${source('cli/program.ts')}';
  process.exitCode = await run(['detect', ${JSON.stringify(PHOTO)}, '--max-side', '256']);`;

const WORKER = `
  import { startWorker } from '${source('platform/node/worker.ts')}';
  const worker = startWorker(new URL('${source('detect/testing/detect-worker')}'), {
    source: { width: 32, height: 32, data: new Uint8Array(32 * 32 * 3) }, options: { threads: 1, verify: false } });
  await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));`;

/** As libraries that make asynchronous work synchronous do. */
const BLOCKED = WORKER.replace(
  /await new Promise.*/,
  `const flag = new Int32Array(new SharedArrayBuffer(4));
  Atomics.wait(flag, 0, 0, 2000);
  await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));`,
);

test('the library by itself leaves traces, or there is nothing to test here', async (t) => {
  const { files } = await traces(UNGUARDED, undefined);
  if (files.length === 0) t.diagnostic("ONNX Runtime's build for this platform writes nothing");
  if (!canTrace) t.diagnostic('strace is not there or may not trace: sockets are not looked for');
});

const cases: [name: string, code: string, telemetry: string | undefined][] = [
  ['the library, though the environment asks for it', LIBRARY, '0'],
  ['the command', COMMAND, undefined],
  ['a worker whose main thread knows nothing of farface', WORKER, undefined],
  ['one whose main thread waits for it besides', BLOCKED, '0'],
];

for (const [name, code, telemetry] of cases) {
  test(`${name}: no file and no socket`, async () => {
    assert.deepEqual(await traces(code, telemetry), { files: [], sockets: [] });
  });
}
