import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { serve } from '../../src/browser/testing/serve.js';
import type { Look, Race } from './ratio-in-page.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const RUNTIME = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

export interface Raced {
  /** Threads beside the page's own that were started. */
  readonly workers: number;
  readonly looks: readonly Look[];
  readonly faces: number;
}

/**
 * Times farface and YuNet-n in one page.
 *
 * @param peers folder with `yunet_n.onnx`
 * @param photo bytes of a JPEG
 */
export async function raceInPage(
  browser: Browser,
  peers: string,
  photo: Uint8Array,
  settings: Omit<Race, 'photo'>,
): Promise<Raced> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-bench-page-'));
  const noDisk = here('no-disk.ts');
  await build({
    entryPoints: { race: here('ratio-in-page.ts') },
    alias: { 'node:fs/promises': noDisk, sharp: noDisk },
    bundle: true,
    format: 'esm',
    outdir: folder,
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>bench</title>');
  await writeFile(join(folder, 'photo.jpg'), photo);
  const server = await serve([folder, here('../../weights'), peers, RUNTIME], true);
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    const found = await page.evaluate(
      `import('/race.js').then(({ race }) => race(${JSON.stringify({ ...settings, photo: '/photo.jpg' })}))`,
    );
    // What the module in the page returns has its types.
    return { ...(found as Pick<Raced, 'looks' | 'faces'>), workers: page.workers().length };
  } finally {
    await page.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}
