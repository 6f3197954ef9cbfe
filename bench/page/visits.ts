import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { type Visit, visit } from '../../src/web/testing/visit.js';
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

/** A visit of a page that is loaded, and may take its time. */
async function ready(browser: Browser, address: string): Promise<Visit> {
  const opened = await visit(browser, address);
  opened.page.setDefaultTimeout(LONG);
  await opened.page.getByText(READY).waitFor();
  return opened;
}

/**
 * What the first photos of a visit take.
 *
 * @param files the photos, one after the other
 * @param pause milliseconds that the user takes to choose a photo
 */
export async function timeVisit(
  browser: Browser,
  address: string,
  files: readonly string[],
  pause: number,
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
  const { context, page } = await step('load', () => ready(browser, address));
  await step('while the user chooses', () => sleep(pause));
  for (const [index, file] of files.entries()) {
    await step(`photo ${index + 1}`, async () => {
      await choose(page, [file]);
      await found(page, index + 1);
    });
  }
  await context.close();
  return steps;
}

/** Seconds and MiB that a photo takes from a click on Save to its file, and before that to its masks. */
export async function timeSaving(
  browser: Browser,
  address: string,
  file: string,
): Promise<{ looking: number; saving: number; peak: number; bytes: number }> {
  const { context, page } = await ready(browser, address);
  let [looking, saving, bytes] = [0, 0, 0];
  const peak = await peakOf(async () => {
    const began = performance.now();
    await choose(page, [file]);
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

/** Seconds that many photos take, the MiB after the first tenth, at the most, and at the end, and how many could not be read. */
export type Many = Readonly<Record<'seconds' | 'early' | 'peak' | 'last' | 'unread', number>>;

/** @param onTenth called after each tenth of the photos, with how many are done, the seconds so far, and the MiB in use */
export async function timeMany(
  browser: Browser,
  address: string,
  files: readonly string[],
  onTenth: (count: number, seconds: number, memory: number) => void,
): Promise<Many> {
  const { context, page } = await ready(browser, address);
  let early = 0;
  const began = performance.now();
  const peak = await peakOf(async () => {
    await choose(page, files);
    for (let tenth = 1; tenth <= 10; tenth += 1) {
      const count = Math.ceil((tenth * files.length) / 10);
      await found(page, count);
      const { memory } = takenByPages();
      if (tenth === 1) early = memory;
      // A busy machine takes long: who waits sees that it goes on.
      onTenth(count, (performance.now() - began) / 1000, memory);
    }
  });
  const seconds = (performance.now() - began) / 1000;
  const last = takenByPages().memory;
  const unread = await page.locator('.item.failed').count();
  await context.close();
  return { seconds, early, peak, last, unread };
}

/** Chooses files as a user does: they are on the disk, and not in the page's memory. */
async function choose(page: Page, files: readonly string[]): Promise<void> {
  await page.locator('input[type=file]:not([webkitdirectory])').first().setInputFiles(files);
}

/** Waits until so many photos are looked through. */
async function found(page: Page, count: number): Promise<void> {
  // A single one has no list.
  if (count === 1) return await page.locator('.regions').waitFor();
  const arePassed = (wanted: number) => document.querySelectorAll('.item.ready, .item.failed').length >= wanted;
  await page.waitForFunction(arePassed, count, { polling: 100 });
}
