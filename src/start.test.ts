import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

/** Prints the address of every module that is loaded. */
const HOOKS = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  export async function load(url, context, next) { writeSync(2, url + '\\n'); return next(url, context); }`)}`;
const REGISTER = `data:text/javascript,${encodeURIComponent(`
  import { register } from 'node:module';
  register(${JSON.stringify(HOOKS)});`)}`;

/** The modules that a module's text loads. */
async function loadedBy(code: string): Promise<string> {
  const words = ['--import', 'tsx', '--import', REGISTER, '--input-type=module', '-e', code];
  const { stderr } = await run(process.execPath, words, { cwd: REPOSITORY, maxBuffer: 1 << 26 });
  return stderr;
}

test('whoever imports farface loads neither plots nor a document to draw them in, nor ONNX Runtime', async () => {
  const loaded = await loadedBy("await import('./src/index.ts')");
  assert.match(loaded, /src\/detect\/detector\.ts/);
  assert.doesNotMatch(loaded, /node_modules\/(@observablehq|d3|linkedom|onnxruntime-node)\b/);
});

test('photos are looked at without loading what reads videos', async () => {
  for (const command of ['detect', 'redact']) {
    const loaded = await loadedBy(
      `const { run } = await import('./src/cli/program.ts'); await run(['${command}', 'nowhere.jpg']); process.exitCode = 0`,
    );
    assert.match(loaded, new RegExp(`src/cli/${command}/run\\.ts`));
    assert.doesNotMatch(loaded, /node_modules\/mediabunny\b/);
  }
});

test('the version is told without loading any command', async () => {
  const loaded = await loadedBy("const { run } = await import('./src/cli/program.ts'); await run(['--version'])");
  assert.match(loaded, /src\/cli\/program\.ts/);
  assert.doesNotMatch(loaded, /src\/cli\/\w+\/command\.ts|node_modules\/(sharp|zod|onnxruntime-node)\b/);
});
