import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { pageFiles } from '../../src/cli/page/page-files.js';
import { servePage } from '../../src/cli/page/serve.js';
import { NO_BROWSER, openBrowser } from '../../src/report/testing/browser.js';
import { drop, visit } from '../../src/web/testing/visit.js';

const SCREENS = {
  'page.png': { viewport: { width: 1280, height: 800 } },
  'page-phone.png': { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true },
};

/** What the built page looks like with a photo on it, on a desk and on a phone, as PNG by the file's name. */
export async function picturesOfThePage(photo: string): Promise<Readonly<Record<string, Buffer>>> {
  const browser = await openBrowser();
  if (!browser) throw new Error(NO_BROWSER);
  const server = await servePage(await pageFiles(), 0);
  const bytes = await readFile(photo);
  const pictures: Record<string, Buffer> = {};
  for (const [name, screen] of Object.entries(SCREENS)) {
    const { context, page } = await visit(browser, server.address, screen);
    await drop(page, [{ name: 'crowd.jpg', bytes }]);
    pictures[name] = await sharp(await shownDone(page))
      .png({ palette: true, compressionLevel: 9 })
      .toBuffer();
    await context.close();
  }
  await server.close();
  await browser.close();
  return pictures;
}

/** The screen, once the faces that were found are hidden and counted. */
async function shownDone(page: Page): Promise<Buffer> {
  await page.locator('.regions [role=option].hidden').first().waitFor();
  await page
    .getByText(/^\d+ faces hidden$/)
    .first()
    .waitFor();
  return page.screenshot();
}
