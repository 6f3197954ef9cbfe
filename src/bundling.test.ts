import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { serve } from './browser/testing/serve.js';
import { shippedWeights } from './platform/node/bytes.js';
import { NO_BROWSER, openBrowser } from './report/testing/browser.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// In the repository, so that the bundle finds what it leaves outside.
const root = await mkdtemp(join(here('../node_modules'), '.farface-bundling-'));
after(() => rm(root, { recursive: true }));
const elsewhere = await mkdtemp(join(tmpdir(), 'farface-bundling-'));
after(() => rm(elsewhere, { recursive: true }));

test('bundled by esbuild for Node, it says how to give the weights, and works with them', async () => {
  const outfile = join(root, 'server', 'bundle.mjs');
  await esbuild({
    entryPoints: [here('index.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    outfile,
    logLevel: 'silent',
  });
  const { createDetector } = (await import(pathToFileURL(outfile).href)) as typeof import('./index.js');
  await assert.rejects(createDetector(), {
    name: 'InputError',
    message:
      /\.safetensors: does not exist.*bundler.*external.*as a path, a URL or bytes \(weights and verificationWeights\)/,
  });
  const weights = pathToFileURL(shippedWeights('proposals'));
  const detector = await createDetector({ weights, threads: 1 });
  const { faces } = await detector.detect(here('../docs/portraits.jpg'), { maxSide: 512 });
  assert.ok(faces.length > 20);
  await detector.dispose();
});

const browser = await openBrowser();
after(() => browser?.close());

test('bundled by Vite, a page finds its weights and ONNX Runtime', { skip: browser ? false : NO_BROWSER }, async () => {
  const app = join(root, 'app');
  await writeFile(join(root, 'index.html'), '<!doctype html><script type="module" src="./app.ts"></script>');
  await writeFile(
    join(root, 'app.ts'),
    `import { createDetector } from ${JSON.stringify(here('browser/index.ts'))};
    globalThis.look = async (photo, options) => {
      const detector = await createDetector();
      const { faces } = await detector.detect(photo, options);
      await detector.dispose();
      return faces.length;
    };`,
  );
  const worker = { format: 'es' } as const; // as examples/README.md says
  await vite({ root, logLevel: 'silent', base: './', worker, build: { outDir: app, target: 'es2022' } });
  const assets = await readdir(join(app, 'assets'));
  for (const name of ['proposals', 'verification', 'ort-wasm-simd-threaded']) {
    assert.ok(
      assets.some((file) => file.startsWith(name)),
      `${name} among ${assets}`,
    );
  }
  const server = await serve([app, here('../docs')]);
  const page = await browser!.newPage();
  try {
    await page.goto(server.url);
    await page.waitForFunction('globalThis.look');
    assert.ok(Number(await page.evaluate("look('/portraits.jpg', { maxSide: 512 })")) > 20);
  } finally {
    await page.close();
    server.close();
  }
});
