import { readFile } from 'node:fs/promises';
import type { Browser, BrowserContext, BrowserContextOptions, Download, Page } from 'playwright-core';
import type { Box } from '../../geometry/box.js';
import { REDACT_DEFAULTS } from '../../redact/defaults.js';

/** Milliseconds that a busy machine may take for a photo. */
export const PATIENCE = 120_000;

/** A page of its own, with nothing kept from others, and what it asked the network for. */
export interface Visit {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses of all requests, those of its workers included. */
  readonly requests: string[];
  /** What went wrong in the page's scripts, or was against its policy. */
  readonly faults: string[];
}

export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const requests: string[] = [];
  const faults: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  const page = await context.newPage();
  // tsx keeps the names of functions by a helper that pages lack.
  await page.addInitScript('globalThis.__name = (value) => value');
  page.setDefaultTimeout(PATIENCE);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  await page.goto(address);
  return { context, page, requests, faults };
}

/** A file as tests make it. */
export interface TestFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Drops files on the page, as a user would from a folder's window. */
export async function drop(page: Page, files: readonly TestFile[]): Promise<void> {
  const sent = files.map(({ name, bytes }) => ({ name, base64: Buffer.from(bytes).toString('base64') }));
  await page.evaluate((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, base64 } of dropped) {
      transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name));
    }
    dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, sent);
}

export async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

/** Where the face with this number on the screen is, in CSS pixels of the page. */
export async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).boundingBox();
  if (box === null) throw new Error(`${selector} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** The boxes of the faces that a selector names, in pixels of the photo: masks are ovals of 1.3 times the face. */
export async function regionsOf(page: Page, selector: string): Promise<Box[]> {
  const ovals = await page
    .locator(`${selector} ellipse.line`)
    .evaluateAll((lines) =>
      lines.map((line) => ['cx', 'cy', 'rx', 'ry'].map((name) => Number(line.getAttribute(name)))),
    );
  return ovals.map(([cx, cy, rx, ry]) => {
    const [width, height] = [(2 * rx!) / REDACT_DEFAULTS.scale, (2 * ry!) / REDACT_DEFAULTS.scale];
    return { x: cx! - width / 2, y: cy! - height / 2, width, height };
  });
}

export async function regionOf(page: Page, selector: string): Promise<Box> {
  const [box] = await regionsOf(page, selector);
  if (box === undefined) throw new Error(`${selector} is not on the screen`);
  return box;
}
