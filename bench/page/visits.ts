import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { visit } from '../../src/web/testing/visit.js';
import { peakOf, takenByPages } from './processes.js';

/** Milliseconds that one step took, and what of the CPU. */
export interface Step {
  readonly name: string;
  readonly wall: number;
  readonly all: number;
  readonly pool: number;
}

const READY = 'Works offline from now on';
const LONG = 1_200_000;

/**
 * What the first photos of a visit take.
 *
 * @param pause milliseconds that the user takes to choose a photo
 */
export async function timeVisit(
  browser: Browser,
  address: string,
  photo: Uint8Array,
  { photos, pause }: { readonly photos: number; readonly pause: number },
): Promise<Step[]> {
  const steps: Step[] = [];
  const step = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const [before, began] = [takenByPages(), performance.now()];
    const result = await work();
    const after = takenByPages();
    steps.push({
      name,
      wall: performance.now() - began,
      all: after.all - before.all,
      pool: after.pool - before.pool,
    });
    return result;
  };
  const { context, page } = await step('load', async () => {
    const opened = await visit(browser, address);
    await opened.page.getByText(READY).waitFor();
    return opened;
  });
  await step('while the user chooses', () => sleep(pause));
  for (let number = 1; number <= photos; number++) {
    await step(`photo ${number}`, async () => {
      await choose(page, [{ name: `photo-${number}.jpg`, bytes: photo }]);
      await found(page, number);
    });
  }
  await context.close();
  return steps;
}

/** Seconds and MiB that a photo takes from a click on Save to its file, and before that to its masks. */
export async function timeSaving(
  browser: Browser,
  address: string,
  photo: Uint8Array,
): Promise<{ looking: number; saving: number; peak: number; bytes: number }> {
  const { context, page } = await visit(browser, address);
  page.setDefaultTimeout(LONG);
  await page.getByText(READY).waitFor();
  let [looking, saving, bytes] = [0, 0, 0];
  const peak = await peakOf(async () => {
    const began = performance.now();
    await choose(page, [{ name: 'large.jpg', bytes: photo }]);
    await found(page, 1);
    looking = (performance.now() - began) / 1000;
    const clicked = performance.now();
    const coming = page.waitForEvent('download');
    const saved = page.getByRole('button', { name: 'Save photo' }).click();
    const asked = page.getByRole('button', { name: /^Hide (it|them) and save/ }).click();
    // It asks only where something may be a face.
    asked.catch(() => undefined);
    await saved;
    const download = await coming;
    saving = (performance.now() - clicked) / 1000;
    bytes = (await stat(await download.path())).size;
  });
  await context.close();
  return { looking, saving, peak, bytes };
}

/** Seconds that many photos take, and the memory after the first tenth, at the most, and at the end. */
export async function timeMany(
  browser: Browser,
  address: string,
  photo: Uint8Array,
  count: number,
): Promise<{ seconds: number; early: number; peak: number; last: number }> {
  const { context, page } = await visit(browser, address);
  page.setDefaultTimeout(LONG);
  await page.getByText(READY).waitFor();
  let early = 0;
  const began = performance.now();
  const peak = await peakOf(async () => {
    const files = Array.from({ length: count }, (_, number) => ({ name: `photo-${number}.jpg`, bytes: photo }));
    await choose(page, files);
    await found(page, Math.ceil(count / 10));
    early = takenByPages().memory;
    await found(page, count);
  });
  const seconds = (performance.now() - began) / 1000;
  const last = takenByPages().memory;
  await context.close();
  return { seconds, early, peak, last };
}

/** Chooses files as a user does: they are on the disk, and not in the page's memory. */
async function choose(page: Page, files: readonly { name: string; bytes: Uint8Array }[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'farface-bench-photos-'));
  const paths = files.map(({ name }) => join(folder, name));
  await Promise.all(files.map(({ bytes }, index) => writeFile(paths[index]!, bytes)));
  await page.locator('input[type=file]:not([webkitdirectory])').first().setInputFiles(paths);
  page.once('close', () => void rm(folder, { recursive: true, force: true }));
}

/** Waits until so many photos have their masks. */
async function found(page: Page, count: number): Promise<void> {
  if (count === 1) return await page.locator('.regions [role=option]').first().waitFor();
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('.item')].filter((item) => /\d+ faces? hidden/.test(item.textContent ?? ''))
        .length >= wanted,
    count,
  );
}
