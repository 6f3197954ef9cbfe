import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { type PageServer, servePage } from '../cli/page/serve.js';
import { NO_BROWSER, openBrowser } from '../report/testing/browser.js';
import { builtPage } from './testing/built-page.js';
import { PORTRAITS } from './testing/crowd.js';
import { drop, visit } from './testing/visit.js';

/** A page whose parts are of two builds, in a real browser: it says so, and reloading mends it. */

const browser = await openBrowser();
const skip = browser ? false : NO_BROWSER;
const servers: PageServer[] = [];
after(async () => {
  await browser?.close();
  for (const server of servers) await server.close();
});

/** A server of its own whose files the test may take away. */
async function served() {
  const files = new Map(await builtPage());
  const server = await servePage(files, 0);
  servers.push(server);
  return { files, address: server.address };
}

const named = (files: ReadonlyMap<string, unknown>, ending: RegExp) =>
  [...files.keys()].filter((path) => path.startsWith('assets/') && ending.test(path));

for (const [what, ending] of [
  ['script', /^assets\/index-.*\.js$/],
  ['style', /\.css$/],
] as const) {
  test(`where the page's ${what} is gone it says so, and loads when it is there again`, { skip }, async () => {
    const { files, address } = await served();
    const gone = named(files, ending).map((path) => [path, files.get(path)!] as const);
    assert.ok(gone.length > 0);
    for (const [path] of gone) files.delete(path);
    const { context, page } = await visit(browser!, address);
    if (what === 'script') {
      await page.getByRole('alert').getByText('a part of the version that your browser has is gone').waitFor();
      for (const [path, file] of gone) files.set(path, file);
      await page.getByRole('button', { name: 'Reload' }).click();
    } else {
      await page
        .getByRole('button', { name: /Reload|Choose photos/ })
        .first()
        .waitFor();
      for (const [path, file] of gone) files.set(path, file);
      await page.reload();
    }
    await page.getByRole('button', { name: 'Choose photos' }).waitFor();
    assert.equal(await page.getByText('farface is starting').count(), 0);
    await context.close();
  });
}

test('a kept page whose parts are gone is not served: the server is asked', { skip }, async () => {
  const { files, address } = await served();
  const { context, page } = await visit(browser!, address);
  await page.getByText('Works offline from now on').waitFor();
  // As a newer build would have it: the kept page names a part that neither the cache nor the server has.
  await page.evaluate(async () => {
    const cache = await caches.open('farface');
    const words = '<!doctype html><title>old</title><script type="module" src="./assets/gone-12345678.js"></script>';
    await cache.put(
      new URL('./', location.href).href,
      new Response(words, { headers: { 'Content-Type': 'text/html' } }),
    );
  });
  await page.reload();
  await page.getByRole('button', { name: 'Choose photos' }).waitFor();
  assert.notEqual(await page.title(), 'old');
  assert.ok(files.size > 0);
  await context.close();
});

test('without WebAssembly it says so in words, before megabytes are loaded that are of no use', { skip }, async () => {
  const { files, address } = await served();
  for (const path of named(files, /\.js$/)) {
    const script = await files.get(path)!();
    files.set(path, async () => Buffer.concat([Buffer.from('delete globalThis.WebAssembly;'), script]));
  }
  const { context, page, requests } = await visit(browser!, address);
  assert.match(await page.getByRole('alert').innerText(), /^This browser does not run WebAssembly here/);
  assert.ok(!requests.some((url) => url.endsWith('.packed')), requests.join('\n'));
  await drop(page, [{ name: 'crowd.jpg', bytes: await readFile(PORTRAITS) }]);
  await page.getByText('Nothing is hidden, and nothing can be saved').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save photo' }).isDisabled());
  await context.close();
});
