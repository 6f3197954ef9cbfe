import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { serve } from './serve.js';

const REPOSITORY = fileURLToPath(new URL('../../..', import.meta.url));
/** Where ONNX Runtime's WebAssembly lies. */
const RUNTIME = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

/**
 * Bundles `farface/browser` as a user's bundler does, and serves it as `/index.js` beside its worker, an empty page, the weights,
 * the golden photos and ONNX Runtime.
 */
export async function serveBundle(isolated = false): Promise<{ url: string; close: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-bundle-'));
  await build({
    entryPoints: {
      index: join(REPOSITORY, 'src/browser/index.ts'),
      worker: join(REPOSITORY, 'src/browser/worker.ts'),
      heic: join(REPOSITORY, 'src/browser/testing/heic.ts'),
      video: join(REPOSITORY, 'src/browser/testing/video.ts'),
    },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: folder,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>farface</title>');
  const server = await serve([folder, join(REPOSITORY, 'docs'), join(REPOSITORY, 'weights'), RUNTIME], isolated);
  return {
    url: server.url,
    close: async () => {
      server.close();
      await rm(folder, { recursive: true });
    },
  };
}
