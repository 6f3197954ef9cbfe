import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { serve } from '../../src/browser/testing/serve.js';
import { takenByPages } from './processes.js';
import type { Look, Race } from './ratio-in-page.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const RUNTIME = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

/** One turn: a look of each, in milliseconds; `cpu` is that of all threads of the page, to 10 ms. */
export interface Turn extends Look {
  readonly yunet: number;
  readonly cpu: { readonly farface: number; readonly yunet: number };
}

export interface Raced {
  /** Threads beside the page's own that were started. */
  readonly workers: number;
  readonly turns: readonly Turn[];
}

/** Turns that each has before it is timed. */
const WARM_UP = 3;

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
  { threads, rounds }: Pick<Race, 'threads'> & { readonly rounds: number },
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
    const settings: Race = { threads, photo: '/photo.jpg' };
    // What functions of the module in the page return has their types.
    const call = (words: string) => page.evaluate(`import('/race.js').then((race) => race.${words})`);
    await call(`load(${JSON.stringify(settings)})`);
    const turns: Turn[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const before = takenByPages().all;
      const look = (await call('lookAsFarface()')) as Look;
      const between = takenByPages().all;
      const yunet = (await call('lookAsYunet()')) as number;
      const cpu = { farface: between - before, yunet: takenByPages().all - between };
      if (round >= 0) turns.push({ ...look, yunet, cpu });
    }
    return { turns, workers: page.workers().length };
  } finally {
    await page.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}
