import { after, before } from 'node:test';
import type { BrowserContextOptions } from 'playwright-core';
import { type PageServer, servePage } from '../../cli/page/serve.js';
import { NO_BROWSER, openBrowser } from '../../report/testing/browser.js';
import { builtPage } from './built-page.js';
import { type Visit, visit } from './visit.js';

/** The page in a real browser, for the tests of one file. */
export interface ServedPage {
  /** Why tests are skipped; false where they run. */
  readonly skip: string | false;
  readonly address: () => string;
  /** Opens it, as on a first visit. */
  visit(options?: BrowserContextOptions & { readonly address?: string }): Promise<Visit>;
}

/** Serves the page before the tests of a file, and ends it and the browser after them. @param lacking why tests are skipped */
export async function servedPage(lacking?: string): Promise<ServedPage> {
  const browser = lacking === undefined ? await openBrowser() : undefined;
  let server: PageServer | undefined;
  before(async () => {
    if (browser) server = await servePage(await builtPage(), 0);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const address = () => server!.address;
  return {
    skip: browser ? false : (lacking ?? NO_BROWSER),
    address,
    visit: ({ address: own = address(), ...options } = {}) => visit(browser!, own, options),
  };
}
