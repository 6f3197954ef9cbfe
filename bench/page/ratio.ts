import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { serve } from '../../src/browser/testing/serve.js';
import { InputError, messageOf } from '../../src/errors/errors.js';
import { takenByPages } from './processes.js';
import type { Look, Race } from './ratio-in-worker.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const RUNTIME = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.wasm'));

/** One turn: a look of each, in milliseconds; `cpu` is that of all threads of the page, to 10 ms. */
export interface Turn extends Look {
  readonly yunet: number;
  readonly cpu: { readonly farface: number; readonly yunet: number };
}

export interface Raced {
  /** Threads beside the worker's own that were started. */
  readonly workers: number;
  readonly turns: readonly Turn[];
}

/** Turns that each has before it is timed. */
const WARM_UP = 3;

/** Milliseconds that one step may take: many times what it does on a busy machine. */
const LONGEST = 120_000;

/**
 * Times farface and YuNet-n in one worker of a page.
 *
 * @param peers folder with `yunet_n.onnx`
 * @param photo bytes of a JPEG
 * @throws InputError where the worker cannot be started, or does not answer
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
    entryPoints: { page: here('ratio-in-page.ts'), race: here('ratio-in-worker.ts') },
    alias: { 'node:fs/promises': noDisk, sharp: noDisk },
    bundle: true,
    // ONNX Runtime is a file of its own then, as its threads start with it: with what the worker does itself they never begin.
    splitting: true,
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
    const call = (words: string) => answerOf(page, words, `${threads} threads: ${words.replace(/\(.*/, '')}`);
    const workers = (await call(`load(${JSON.stringify(settings)})`)) as number;
    const turns: Turn[] = [];
    for (let round = -WARM_UP; round < rounds; round++) {
      const before = takenByPages().all;
      const look = (await call('lookAsFarface()')) as Look;
      const between = takenByPages().all;
      const yunet = (await call('lookAsYunet()')) as number;
      const cpu = { farface: between - before, yunet: takenByPages().all - between };
      if (round >= 0) turns.push({ ...look, yunet, cpu });
    }
    return { turns, workers };
  } finally {
    await page.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}

/** What a function of the page's module answers. A worker that waits for its threads for ever answers nothing. */
async function answerOf(page: Page, words: string, step: string): Promise<unknown> {
  const late = new AbortController();
  const answered = page.evaluate(`import('/page.js').then((race) => race.${words})`);
  try {
    return await Promise.race([
      answered,
      sleep(LONGEST, undefined, { signal: late.signal }).then(() => {
        throw new Error(
          `no answer within ${LONGEST / 1000} s; try again on a machine that does less, or with --no-ratio`,
        );
      }),
    ]);
  } catch (error) {
    // The page is closed then, and with it what still waits.
    answered.catch(() => undefined);
    throw new InputError(`The race in the page, ${step}: ${messageOf(error)}`);
  } finally {
    late.abort();
  }
}
