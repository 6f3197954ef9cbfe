import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { servePage } from '../cli/page/serve.js';
import { builtPage } from './testing/built-page.js';
import { counted } from './testing/counted.js';
import { crowd, MASK, POSSIBLE } from './testing/crowd.js';
import { servedPage } from './testing/served-page.js';
import { bytesOf, drop, middleOf, regionOf, regionsOf } from './testing/visit.js';

/** The page in a real browser, with the weights that ship. */

const { skip, visit, address } = await servedPage();

/** Saves the photo on the screen, and leaves in sight what may be faces. */
async function savedAsItIs(page: Page): Promise<void> {
  const unsure = await page.getByRole('button', POSSIBLE).count();
  await page.getByRole('button', { name: 'Save photo' }).click();
  if (unsure > 0) await page.getByRole('button', { name: 'Save as it is' }).click();
}

test('drop, correct, save: the file has the masks, the rest of the photo, and no metadata', { skip }, async () => {
  const { context, page, requests, faults } = await visit();
  // A photo as cameras write it: turned, and saying where it was taken.
  const gps = { GPSLatitudeRef: 'N', GPSLatitude: '52/1 31/1 0/1' };
  const turned = await sharp(await crowd().png().toBuffer())
    .rotate(270)
    .jpeg({ quality: 95 })
    .withExif({ IFD0: { Artist: 'me' }, IFD3: gps })
    .withMetadata({ orientation: 6 })
    .toBuffer();
  assert.ok((await sharp(turned).metadata()).exif?.includes('me'));
  await drop(page, [{ name: 'crowd.jpg', bytes: turned }]);
  await page.locator(MASK).first().waitFor();
  const found = await page.locator(MASK).count();
  assert.ok(found >= 12, `${found} of about 20 portraits`);

  // Click one: it is revealed, and stays marked. Again, by undo and redo.
  const face = `#${await page.locator(MASK).first().getAttribute('id')}`;
  const { x, y } = await middleOf(page, face);
  await page.mouse.click(x, y);
  assert.match((await page.locator(face).getAttribute('aria-label')) ?? '', /in plain view/);
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await page.locator(MASK).count(), found);
  await page.getByRole('button', { name: 'Redo' }).click();
  assert.equal(await page.locator(MASK).count(), found - 1);
  const kept = await regionOf(page, face);

  // Drag over an empty place: the lower left corner of the photo.
  const photo = await page.locator('img.photo').boundingBox();
  assert.ok(photo);
  const scale = photo.width / 640;
  await page.mouse.move(photo.x + 2 * scale, photo.y + 138 * scale);
  await page.mouse.down();
  await page.mouse.move(photo.x + 12 * scale, photo.y + 148 * scale, { steps: 4 });
  await page.mouse.up();
  assert.equal(await page.locator(MASK).count(), found);

  const [download] = await Promise.all([page.waitForEvent('download'), savedAsItIs(page)]);
  assert.equal(download.suggestedFilename(), 'crowd-hidden.jpg');
  const file = await bytesOf(download);
  const { width, height, exif, xmp, iptc, orientation, format } = await sharp(file).metadata();
  assert.deepEqual({ width, height, format }, { width: 640, height: 150, format: 'jpeg' });
  assert.deepEqual([exif, xmp, iptc, orientation], [undefined, undefined, undefined, undefined]);
  assert.ok(!file.includes('Exif') && !file.includes('me\0'));

  const saved = await sharp(file).raw().toBuffer();
  const original = await sharp(turned).autoOrient().raw().toBuffer();
  const at = (pixels: Buffer, [px, py]: readonly number[]) =>
    pixels.subarray(3 * (py! * 640 + px!), 3 * (py! * 640 + px!) + 3);
  const off = (point: readonly number[]) =>
    Math.max(...at(saved, point).map((value, i) => Math.abs(value - at(original, point)[i]!)));
  for (const box of await regionsOf(page, MASK)) {
    const colour = at(saved, [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]);
    assert.ok(Math.max(...colour) < 40, `a mask is ${[...colour]}`);
  }
  assert.ok(Math.max(...at(saved, [7, 143])) < 40, 'the region that was drawn');
  assert.ok(
    off([Math.round(kept.x + kept.width / 2), Math.round(kept.y + kept.height / 2)]) < 40,
    'the face that was revealed',
  );

  assert.deepEqual(faults, []);
  const foreign = requests.filter((url) => !url.startsWith(address()) && !url.startsWith('blob:'));
  assert.deepEqual(foreign, [], 'nothing is asked of anybody else');
  await context.close();
});

test('a first visit loads 8 MB at most, and says how much', { skip }, async (t) => {
  const wire = await counted(address());
  const { context, page, requests } = await visit({ address: wire.address });
  await page.getByText('Works offline from now on').waitFor();
  t.diagnostic(`${Math.round(wire.bytes() / 1000)} kB, ${requests.length} requests:\n${requests.join('\n')}`);
  assert.ok(wire.bytes() < 8e6, `${wire.bytes()} bytes`);
  assert.ok(wire.bytes() > 4e6, 'the detector was loaded');
  wire.close();
  await context.close();
});

test('the policy keeps the page from connecting anywhere else', { skip }, async () => {
  const { context, page } = await visit();
  const refused = await page.evaluate(async () => {
    const violation = new Promise((resolve) =>
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective)),
    );
    await fetch('http://127.0.0.1:9/').catch(() => undefined);
    return violation;
  });
  assert.equal(refused, 'connect-src');
  await context.close();
});

test('without a mouse: choose, reveal, add, move, undo and save', { skip }, async () => {
  const { context, page } = await visit();
  const focused = () =>
    page.evaluate(() => (document.activeElement === document.body ? '' : document.activeElement?.textContent) ?? '');
  for (let presses = 0; !(await focused()).includes('Try a sample'); presses += 1) {
    assert.ok(presses < 20, 'the sample is not to be reached');
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Enter');
  const list = page.getByRole('listbox');
  await page.locator(MASK).first().waitFor();
  await list.focus();
  const found = await page.locator(MASK).count();
  await page.keyboard.press('f');
  const face = `#${await list.getAttribute('aria-activedescendant')}`;
  const before = await page.locator(face).getAttribute('aria-selected');
  await page.keyboard.press('Enter');
  assert.notEqual(await page.locator(face).getAttribute('aria-selected'), before);
  await page.keyboard.press('Control+z');
  assert.equal(await page.locator(MASK).count(), found);

  await page.keyboard.press('a');
  assert.equal(await page.locator(MASK).count(), found + 1);
  const added = `#${await list.getAttribute('aria-activedescendant')}`;
  const start = await regionOf(page, added);
  for (const key of ['ArrowRight', 'Shift+ArrowDown', 'Alt+ArrowRight', 'Alt+Shift+ArrowDown'])
    await page.keyboard.press(key);
  const end = await regionOf(page, added);
  const change = [end.x - start.x, end.y - start.y, end.width - start.width, end.height - start.height].map(Math.round);
  assert.deepEqual(change, [1, 10, 1, 10]);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  assert.equal(await page.locator(MASK).count(), found, 'steps of keys are undone at once');

  await page.keyboard.down('b');
  assert.equal(await page.locator(MASK).count(), 0);
  await page.keyboard.up('b');
  assert.equal(await page.locator(MASK).count(), found);
  const unsure = await page.getByRole('button', POSSIBLE).count();
  const waiting = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  if (unsure > 0) {
    await page.waitForFunction(() => document.activeElement?.matches('dialog .primary'));
    await page.keyboard.press('Enter');
  }
  const download = await waiting;
  assert.equal(download.suggestedFilename(), 'sample-hidden.jpg');
  await context.close();
});

test('mosaic and blur come with a warning, and what is shown is what is saved', { skip }, async () => {
  const { context, page } = await visit();
  await drop(page, [{ name: 'crowd.png', bytes: await crowd().png().toBuffer() }]);
  await page.locator(MASK).first().waitFor();
  await page.getByRole('radio', { name: 'Blur' }).check();
  await page.getByText('it can be matched with other photos').waitFor();
  await page.locator('canvas.covers[data-covers]:not([data-covers="0"])').waitFor();
  await page.getByRole('radio', { name: 'Black' }).check();
  assert.equal(await page.getByText('it can be matched with other photos').count(), 0);
  await context.close();
});

test('after the first visit it works without a network', { skip }, async () => {
  const own = await servePage(await builtPage(), 0);
  const { context, page } = await visit({ address: own.address });
  await page.getByText('Works offline from now on').waitFor();
  await own.close();
  await context.setOffline(true);
  await page.reload();
  await page.getByRole('button', { name: 'Try a sample' }).click();
  await page.locator(MASK).first().waitFor();
  await context.close();
});
