import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { MASK, POSSIBLE } from '../../src/web/testing/crowd.js';
import { drop } from '../../src/web/testing/visit.js';
import type { ScreenFiles } from './files.js';

/** Where a page stands: a name, how it gets there, and what of its surroundings must be otherwise. */
export interface Screen {
  readonly name: string;
  /** What is different around the page: a file that never comes, one that the server lacks, no WebAssembly, no network. */
  readonly lacks?: 'weights-wait' | 'weights-gone' | 'wasm' | 'network';
  /** Whether it is over soon. */
  readonly passes?: true;
  readonly reach: (page: Page, files: ScreenFiles) => Promise<unknown>;
}

const READY = 'Works offline from now on';
const NEARLY = '.regions [role=option].nearly';

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function withPhoto(page: Page, { crowd }: ScreenFiles): Promise<void> {
  await drop(page, [crowd]);
  await page.locator(MASK).first().waitFor();
}

/** Three photos, all looked through, the first of them on the screen. */
async function withSeveral(page: Page, { crowd, second, third }: ScreenFiles): Promise<void> {
  await drop(page, [crowd, second, third]);
  await page.locator('.item.ready').nth(2).waitFor();
}

async function withMenu(page: Page, files: ScreenFiles): Promise<void> {
  await withSeveral(page, files);
  await button(page, 'More ways to save').click();
}

async function refused(page: Page, files: ScreenFiles, name: 'damaged' | 'tiff'): Promise<void> {
  await drop(page, [files[name], files.crowd]);
  await page.locator('.item.ready').waitFor();
  await page.getByRole('alert').waitFor();
}

/** Saves the photo on the screen with whatever may be a face. */
async function saved(page: Page, files: ScreenFiles): Promise<void> {
  await withSeveral(page, files);
  const unsure = button(page, POSSIBLE.name);
  if ((await unsure.count()) > 0) await unsure.click();
  await Promise.all([page.waitForEvent('download'), button(page, 'Save photo').click()]);
  await page.getByText(/1 photo saved/).waitFor();
}

async function settings(page: Page, files: ScreenFiles): Promise<void> {
  await withPhoto(page, files);
  const sheet = page.locator('details.settings');
  if (!(await sheet.evaluate((details) => (details as HTMLDetailsElement).open)))
    await sheet.locator('summary').click();
  await page.getByRole('radio', { name: 'Mosaic' }).check();
  await page.locator('canvas.covers[data-covers]:not([data-covers="0"])').waitFor();
}

/** Every state of the page that a user can meet. */
export const SCREENS: readonly Screen[] = [
  { name: 'empty', reach: (page) => page.getByText(READY).waitFor() },
  { name: 'loading', lacks: 'weights-wait', reach: (page) => page.getByText(/[1-9][\d.]* MB of/).waitFor() },
  {
    name: 'loading-with-photo',
    lacks: 'weights-wait',
    reach: async (page, { crowd }) => {
      await drop(page, [crowd]);
      await page.getByText(/[1-9][\d.]* MB of/).waitFor();
    },
  },
  { name: 'not-loaded', lacks: 'weights-gone', reach: (page) => page.getByRole('alert').waitFor() },
  { name: 'no-webassembly', lacks: 'wasm', reach: (page) => page.getByRole('alert').waitFor() },
  {
    name: 'no-webassembly-with-photo',
    lacks: 'wasm',
    reach: async (page, { crowd }) => {
      await drop(page, [crowd]);
      await page.getByRole('alert').waitFor();
    },
  },
  {
    name: 'dropping',
    reach: async (page) => {
      await page.getByText(READY).waitFor();
      await page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'a.jpg'));
        dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
      });
      await page.locator('.curtain').waitFor();
    },
  },
  {
    name: 'working',
    passes: true,
    reach: async (page, { large }) => {
      await drop(page, [large]);
      await page.waitForFunction(() => (document.querySelector('#looking') as HTMLProgressElement | null)?.value);
    },
  },
  {
    name: 'queue',
    passes: true,
    reach: async (page, { crowd, second, large, third, damaged }) => {
      await drop(page, [crowd, damaged, second, large, third]);
      await page.locator('.item.ready').nth(1).waitFor();
      await page.locator('.item.looking').waitFor();
    },
  },
  { name: 'photo', reach: withPhoto },
  {
    name: 'nearly-found',
    reach: async (page, files) => {
      await drop(page, [files.unsure]);
      await page.locator(NEARLY).first().waitFor();
    },
  },
  {
    name: 'selected',
    reach: async (page, files) => {
      await withPhoto(page, files);
      await button(page, 'Next face').click();
      await page.locator('.chip').waitFor();
    },
  },
  {
    name: 'shown',
    reach: async (page, files) => {
      await withPhoto(page, files);
      const box = await page.locator(MASK).nth(5).boundingBox();
      await page.mouse.click(box!.x + box!.width / 2, box!.y + box!.height / 2);
      await page.locator('.regions [role=option].shown').waitFor();
    },
  },
  {
    name: 'original',
    reach: async (page, files) => {
      await withPhoto(page, files);
      await button(page, /^Original/).click();
    },
  },
  {
    name: 'no-face',
    reach: async (page, { empty }) => {
      await drop(page, [empty]);
      await page.getByText('No face found').first().waitFor();
    },
  },
  { name: 'failed', reach: (page, files) => refused(page, files, 'tiff') },
  { name: 'damaged', reach: (page, files) => refused(page, files, 'damaged') },
  { name: 'settings', reach: settings },
  {
    name: 'video',
    reach: async (page, { clip }) => {
      await drop(page, [clip]);
      await page.locator('.timeline li').first().waitFor();
    },
  },
  { name: 'save-menu', reach: withMenu },
  {
    name: 'asking',
    reach: async (page, files) => {
      await withMenu(page, files);
      await page.getByRole('menuitem', { name: 'Save all as a zip' }).click();
    },
  },
  {
    name: 'asking-one',
    reach: async (page, files) => {
      await drop(page, [files.unsure]);
      await page.locator(NEARLY).first().waitFor();
      await button(page, 'Save photo').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'saving',
    passes: true,
    reach: async (page, { large }) => {
      await drop(page, [large]);
      await page.locator(MASK).first().waitFor();
      const unsure = button(page, POSSIBLE.name);
      if ((await unsure.count()) > 0) await unsure.click();
      await button(page, 'Save photo').click();
      await page.locator('dialog progress').waitFor();
    },
  },
  { name: 'saved', reach: saved },
  {
    name: 'saved-all',
    reach: async (page, files) => {
      await drop(page, [files.crowd, files.damaged, files.second]);
      await page.locator('.item.ready').nth(1).waitFor();
      await button(page, 'More ways to save').click();
      await page.getByRole('menuitem', { name: 'Save all as a zip' }).click();
      const hide = button(page, /^Hide (it|them) and save/);
      const go = (await hide.count()) > 0 ? hide : button(page, /^Save( anyway)?$/).last();
      await Promise.all([page.waitForEvent('download'), go.click()]);
      await page.getByText(/photos saved/).waitFor();
    },
  },
  {
    name: 'closed',
    reach: async (page, files) => {
      await withSeveral(page, files);
      await page.locator('.item .open').nth(1).click();
      await button(page, `Take ${files.second.name} off the list`).click();
      await page.getByText(/was closed/).waitFor();
    },
  },
  {
    name: 'help',
    reach: async (page) => {
      await page.getByText(READY).waitFor();
      await button(page, 'Keys and help').click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'offline',
    lacks: 'network',
    reach: async (page, files) => {
      await page.getByText(READY).waitFor();
      await page.context().setOffline(true);
      await page.reload();
      await withPhoto(page, files);
    },
  },
  {
    name: 'many',
    reach: async (page, { crowd }) => {
      await drop(
        page,
        Array.from({ length: 40 }, (_, index) => ({ ...crowd, name: `holiday ${index + 1}.jpg` })),
      );
      await page.locator('.item.ready').nth(2).waitFor();
      await sleep(200);
    },
  },
];
