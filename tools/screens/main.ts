/**
 * `npm run screens`: pictures of every state of the page, in light, in dark and on a phone, side by side in a file a state, to be
 * looked at.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import sharp from 'sharp';
import type { PageFiles } from '../../src/cli/page/page-files.js';
import { servePage } from '../../src/cli/page/serve.js';
import { NO_BROWSER, openBrowser } from '../../src/report/testing/browser.js';
import { builtPage } from '../../src/web/testing/built-page.js';
import { visit } from '../../src/web/testing/visit.js';
import { type ScreenFiles, screenFiles } from './files.js';
import { SCREENS, type Screen } from './states.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'out/screens' },
    only: { type: 'string', multiple: true, default: [] },
  },
});

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 800 };
/** Dark is the same visit as light, so that half as many are waited for. */
const VISITS: readonly { readonly options: BrowserContextOptions; readonly schemes: readonly ('light' | 'dark')[] }[] =
  [
    { options: { viewport: DESK }, schemes: ['light', 'dark'] },
    { options: { viewport: PHONE, hasTouch: true, isMobile: true }, schemes: ['light'] },
  ];
/** The left edges of the three pictures. */
const LEFTS = [0, DESK.width + 20, 2 * (DESK.width + 20)];
/** Milliseconds in which transitions end. */
const SETTLES = 400;
/** Milliseconds that a busy machine may take for a state. */
const PATIENCE = 180_000;

const WEIGHTS = /^assets\/proposals/;
const SCRIPTS = /^assets\/.*\.js$/;

/** The page's files as a server has them to which something is wrong. */
function filesFor(files: PageFiles, lacks: Screen['lacks']): PageFiles {
  const changed = new Map(files);
  for (const [path, file] of files) {
    if (lacks === 'wasm' && SCRIPTS.test(path))
      changed.set(path, async () => Buffer.concat([Buffer.from('delete globalThis.WebAssembly;'), await file()]));
    if (!WEIGHTS.test(path)) continue;
    if (lacks === 'weights-gone') changed.delete(path);
    if (lacks === 'weights-wait') changed.set(path, () => new Promise(() => undefined));
  }
  return changed;
}

async function picture(browser: Browser, screen: Screen, pages: PageFiles, files: ScreenFiles): Promise<Buffer[]> {
  const pictures: Buffer[] = [];
  for (const { options, schemes } of VISITS) {
    const server = await servePage(filesFor(pages, screen.lacks), 0);
    const { context, page } = await visit(browser, server.address, {
      colorScheme: 'light',
      reducedMotion: 'reduce',
      ...options,
    });
    page.setDefaultTimeout(PATIENCE);
    try {
      await screen.reach(page, files);
      if (!screen.passes) await sleep(SETTLES);
    } catch (error) {
      process.stderr.write(`${screen.name}: not reached: ${String(error).slice(0, 300)}\n`);
      process.exitCode = 1;
    }
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      // Colours pass over into each other.
      if (schemes.length > 1) await sleep(SETTLES);
      pictures.push(await page.screenshot());
    }
    await context.close();
    await server.close();
  }
  return pictures;
}

/** Pictures beside each other. */
async function sheet(pictures: readonly Buffer[], file: string): Promise<void> {
  const width = LEFTS.at(-1)! + PHONE.width;
  const ground = sharp({ create: { width, height: DESK.height, channels: 3, background: '#888' } });
  await ground
    .composite(pictures.map((input, index) => ({ input, left: LEFTS[index]!, top: 0 })))
    .png({ palette: true })
    .toFile(file);
}

const chosen = SCREENS.filter(({ name }) => values.only.length === 0 || values.only.includes(name));
const browser = await openBrowser();
if (!browser) throw new Error(NO_BROWSER);
await mkdir(values.out, { recursive: true });
const [pages, files] = [await builtPage(), await screenFiles()];
for (const screen of chosen) {
  await sheet(await picture(browser, screen, pages, files), join(values.out, `${screen.name}.png`));
  process.stdout.write(`${screen.name}\n`);
}
await browser.close();
