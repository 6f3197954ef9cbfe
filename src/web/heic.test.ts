import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { HEIC_DECODER } from '../cli/page/heic-address.js';
import { servePage } from '../cli/page/serve.js';
import { HEIC } from '../redact/testing/heic.js';
import { builtPage } from './testing/built-page.js';
import { MASK } from './testing/crowd.js';
import { servedPage } from './testing/served-page.js';
import { bytesOf, drop, regionOf } from './testing/visit.js';

/** HEIC photos in the page: by the browser itself, by the decoder that lies beside the page, or refused. */

const { skip, visit } = await servedPage();
const PHOTO = { name: 'phone.heic', bytes: HEIC };
const [WIDTH, HEIGHT] = [96, 64];

/** Hides a region in the middle, and saves: the file, and where the mask is in it. */
async function hideTheMiddle(page: Page) {
  await page.getByRole('listbox').focus();
  await page.keyboard.press('a');
  const box = await regionOf(page, MASK);
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  const download = await coming;
  return { name: download.suggestedFilename(), file: await bytesOf(download), box };
}

async function isMasked({ name, file, box }: Awaited<ReturnType<typeof hideTheMiddle>>): Promise<void> {
  assert.equal(name, 'phone-hidden.jpg');
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [WIDTH, HEIGHT]);
  const at = 3 * (Math.round(box.y + box.height / 2) * WIDTH + Math.round(box.x + box.width / 2));
  assert.ok(Math.max(...data.subarray(at, at + 3)) < 40, 'the mask is in the file');
}

test('by the decoder beside the page, offline as well from then on', { skip }, async () => {
  const own = await servePage(await builtPage(), 0);
  const { context, page, faults, requests } = await visit({ address: own.address });
  await page.getByText('Works offline from now on').waitFor();
  await page.reload();
  await page.getByText('Works offline from now on').waitFor();
  assert.deepEqual(
    requests.filter((url) => url.includes(HEIC_DECODER)),
    [],
    'only who has HEIC loads it',
  );
  await drop(page, [PHOTO]);
  await page.locator('img.photo').waitFor();
  await page.waitForFunction(
    (width) => document.querySelector<HTMLImageElement>('img.photo')?.naturalWidth === width,
    WIDTH,
  );
  await isMasked(await hideTheMiddle(page));
  assert.deepEqual(faults, []);

  await own.close();
  await context.setOffline(true);
  await page.reload();
  await drop(page, [PHOTO]);
  await page.locator('img.photo').waitFor();
  await context.close();
});

test('without a decoder it is refused, with what to do', { skip }, async () => {
  const files = new Map(await builtPage());
  assert.ok(files.delete(HEIC_DECODER), 'heic-decode is installed for the tests');
  const own = await servePage(files, 0);
  const { context, page } = await visit({ address: own.address });
  await drop(page, [PHOTO]);
  await page.getByText(/cannot read HEIC, .* without a decoder for it\. Save the photo as JPEG/).waitFor();
  await context.close();
  await own.close();
});

test('a browser that shows HEIC itself decodes it, and needs no decoder', { skip }, async () => {
  const { context, page, requests } = await visit({ serviceWorkers: 'block', address: 'about:blank' });
  // Chromium shows none: what stands in for Safari's own decoder paints every HEIC white, in both workers.
  const shows = `const shown = self.createImageBitmap.bind(self);
    self.createImageBitmap = async (source, ...rest) => {
      if (!(source instanceof Blob)) return shown(source, ...rest);
      const start = new TextDecoder('latin1').decode(await source.slice(0, 12).arrayBuffer());
      if (start.slice(4) !== 'ftypheic') return shown(source, ...rest);
      if (source.type !== 'image/heic') throw new Error('goes by the type');
      return shown(new ImageData(new Uint8ClampedArray(${4 * WIDTH * HEIGHT}).fill(255), ${WIDTH}, ${HEIGHT}));
    };`;
  await context.route(/assets\/(detect|picture)-[^/]+\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${shows}\n${await response.text()}` });
  });
  const own = await servePage(await builtPage(), 0);
  await page.goto(own.address);
  await drop(page, [PHOTO]);
  await page.locator('.regions').waitFor();
  await isMasked(await hideTheMiddle(page));
  assert.deepEqual(
    requests.filter((url) => url.includes(HEIC_DECODER)),
    [],
  );
  await context.close();
  await own.close();
});
