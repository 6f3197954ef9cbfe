import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { serve } from '../src/browser/testing/serve.js';
import { NO_BROWSER, openBrowser } from '../src/report/testing/browser.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const PHOTO = here('../src/web/public/sample.jpg');
const options = { timeout: 240_000 };

let browser: Browser | undefined;
let folder: string;

before(async () => {
  browser = await openBrowser();
  folder = await mkdtemp(join(tmpdir(), 'farface-pages-'));
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** Opens what was built, and does something there. */
async function inPage(folders: readonly string[], work: (page: Page) => Promise<void>): Promise<void> {
  const server = await serve(folders, true);
  const page = await browser!.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.setDefaultTimeout(120_000);
  try {
    await page.goto(server.url);
    await work(page);
    assert.deepEqual(faults, []);
  } finally {
    await page.close();
    server.close();
  }
}

test('vite', options, async (t) => {
  if (!browser) return t.skip(NO_BROWSER);
  const outDir = join(folder, 'vite');
  await build({
    ...{ root: here('vite'), configFile: here('vite/vite.config.js'), logLevel: 'error' },
    // In the repository farface is its sources; installed, it is the package.
    resolve: {
      alias: [
        { find: 'farface/browser', replacement: here('../src/browser/index.ts') },
        { find: '#platform', replacement: here('../src/platform/browser/index.ts') },
      ],
    },
    build: { outDir, emptyOutDir: true },
  });
  await inPage([outDir], async (page) => {
    await page.locator('body[data-ready]').waitFor();
    await page.locator('input').setInputFiles(PHOTO);
    await page.getByText(/sample\.jpg: 1\d\d faces/).waitFor();
    assert.equal(await page.locator('progress').evaluate((bar) => (bar as HTMLProgressElement).value), 1);
  });
});
