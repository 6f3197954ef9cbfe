import type { Browser, Page } from 'playwright-core';
import { serveBundle } from './bundle.js';

/** Files of weights as the bundle's server has them. */
export const WEIGHTS = { weights: '/proposals.safetensors', verificationWeights: '/verification.safetensors' };

/** A page that imports `farface/browser` from `/index.js`. */
export interface OpenPage {
  readonly page: Page;
  readonly url: string;
  close(): Promise<void>;
}

/** Opens an empty page beside a bundle of `farface/browser`. */
export async function openPage(browser: Browser, isolated = false): Promise<OpenPage> {
  const bundle = await serveBundle(isolated);
  const page = await browser.newPage();
  // tsx keeps the names of functions by a helper that pages lack.
  await page.addInitScript('globalThis.__name = (value) => value');
  await page.goto(bundle.url);
  return {
    page,
    url: bundle.url,
    close: async () => {
      await page.close();
      await bundle.close();
    },
  };
}
