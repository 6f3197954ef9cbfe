import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessible } from './testing/accessible.js';
import { ANYWAY, jpeg } from './testing/crowd.js';
import { servedPage } from './testing/served-page.js';
import { drop } from './testing/visit.js';

/** What axe finds in each state of the page, in a real browser. */

const { skip, visit } = await servedPage();

for (const colorScheme of ['light', 'dark'] as const) {
  test(`nothing that axe finds stands in anybody's way, ${colorScheme}`, { skip }, async () => {
    const options = { colorScheme, reducedMotion: 'reduce' } as const;
    const { context, page } = await visit(options);
    const check = (state: string) => accessible(page, state);
    await check('start');
    await drop(page, [await jpeg('a.jpg'), { name: 'b.jpg', bytes: Buffer.from('no') }, await jpeg('c.jpg')]);
    await page.getByRole('button', { name: /^c\.jpg\s*\d+ faces hidden/ }).waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('f');
    await check('editing');
    await page.getByRole('radio', { name: 'Mosaic' }).check();
    await page.getByRole('button', { name: 'More ways to save' }).click();
    await check('menu');
    await page.getByRole('menuitem', { name: 'Save all as a zip' }).click();
    await check('saving');
    await page.getByRole('dialog').getByRole('button', ANYWAY).click();
    await page.getByText(/2 photos saved/).waitFor();
    await check('saved');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Keys and help' }).click();
    await check('help');
    const scrolled = await page.getByRole('dialog').evaluate((dialog) => dialog.scrollTop);
    assert.equal(scrolled, 0, 'it opens at its first words');
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: /^b\.jpg/ }).click();
    await check('failed');
    await context.close();
  });
}
