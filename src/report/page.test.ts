import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { paintRectangles } from '../detect/testing/bright-rectangles.js';
import { type ReportedPhoto, report } from './report.js';
import { NO_BROWSER, openBrowser } from './testing/browser.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-page-'));
after(() => rm(folder, { recursive: true }));
const file = join(folder, 'report.html');
/** What pages asked for beside themselves, and what they reported as wrong. */
const troubles: string[] = [];
const browser = await openBrowser();
after(() => browser?.close());
const skip = browser ? false : NO_BROWSER;

const crowd = [
  { box: { x: 300, y: 200, width: 30, height: 40 }, score: 0.62 },
  { box: { x: 40, y: 30, width: 8, height: 10 }, score: 0.97 },
  { box: { x: 90, y: 30, width: 6, height: 7 }, score: 0.41 },
];
const one = { box: { x: 10, y: 10, width: 20, height: 25 }, score: 0.5 };
/** A name that would run a script or break out of an attribute. */
const WICKED = `"><script>document.title='broken'</script>.png`;

let page: Page;

before(async () => {
  const photos: ReportedPhoto[] = [
    { name: 'one.png', photo: paintRectangles(200, 100, [one.box]), faces: [one] },
    {
      name: 'march/crowd.png',
      photo: paintRectangles(
        2000,
        1000,
        crowd.map(({ box }) => box),
      ),
      faces: crowd,
    },
    { name: WICKED, photo: paintRectangles(50, 100, []), faces: [] },
    { name: 'bad.jpg', error: 'bad.jpg: is damaged' },
  ];
  await report(file, photos, { title: 'Faces & crowds', note: 'a note' });
  if (browser) page = await open();
});

/** Opens the page as a double click on the file does, with no network. What it asks for, or complains of, is kept. */
async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser!.newContext({ offline: true, ...options });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  page.on('console', (message) => troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  await page.goto(url);
  return page;
}

const names = () => page.locator('article h3').allTextContents();

test('tells the totals, shows each photo, and lists what failed', { skip }, async () => {
  assert.equal(await page.title(), 'Faces & crowds');
  const totals = await page.locator('.totals div').evaluateAll((rows) => rows.map((row) => row.textContent));
  assert.deepEqual(totals, [
    'photos3',
    'faces4',
    'faces a photo1.3',
    'px tall7–40',
    'photo without a face1',
    'not looked at1',
  ]);
  assert.deepEqual(await names(), ['one.png', 'march/crowd.png', WICKED]);
  assert.deepEqual(await page.locator('article > p').allTextContents(), [
    '1 face, 25 px tall, score 0.50',
    '3 faces, 7–40 px tall, scores 0.41–0.97',
    'no faces',
  ]);
  assert.deepEqual(await page.locator('.failures li').allTextContents(), ['bad.jpg: is damaged']);
  const figures = page.getByRole('img', { name: 'Face height, pixels: 4–8: 1 faces; 8–12: 1 faces; 12–16: 0 faces' });
  assert.ok(await figures.isVisible());
  // Frames lie where the faces are: the thumbnail of 2000 pixels has 480, and its frames are a pixel larger all around.
  const frames = await page.locator('#photo-2 > a path').getAttribute('d');
  assert.match(frames!, /M71 47h9\.2v11\.6h-9\.2z/);
});

test('a thumbnail opens the photo in full, with frames, scores and a table', { skip }, async () => {
  await page.locator('#photo-2 > a').click();
  const view = page.getByRole('dialog', { name: 'march/crowd.png' });
  assert.ok(await view.isVisible());
  const image = view.locator('img');
  const size = await image.evaluate(async (img: HTMLImageElement) => {
    await img.decode();
    return [img.naturalWidth, img.naturalHeight];
  });
  assert.deepEqual(size, [1600, 800], 'no side is longer than --view');
  assert.deepEqual(await view.locator('rect title').allTextContents(), [
    '10 px tall, score 0.97',
    '40 px tall, score 0.62',
    '7 px tall, score 0.41',
  ]);
  // Only the face of 30 pixels has room for its score.
  assert.deepEqual(await view.locator('svg text').allTextContents(), ['0.62']);
  await view.locator('summary').click();
  assert.deepEqual(await view.locator('tbody tr').first().locator('td').allTextContents(), [
    '0.970',
    '10.0',
    '8.0',
    '40.0',
    '30.0',
  ]);

  const fits = (await image.boundingBox())!.width;
  await view.getByLabel('Enlarge').check();
  assert.equal((await image.boundingBox())!.width, 4800);
  assert.ok(fits <= 1280);
  await view.locator('.stage').click();
  assert.equal((await image.boundingBox())!.width, fits, 'a click on the picture takes it back');
  await view.getByLabel('Frames').uncheck();
  assert.ok(!(await view.locator('svg').isVisible()));

  await page.keyboard.press('ArrowRight');
  assert.ok(await page.getByRole('dialog', { name: WICKED }).isVisible());
  await page.keyboard.press('Escape');
  assert.equal(await page.getByRole('dialog').count(), 0);
});

test('sorts the photos', { skip }, async () => {
  const order = page.getByLabel('Order');
  await order.selectOption('most faces first');
  assert.deepEqual(await names(), ['march/crowd.png', 'one.png', WICKED]);
  await order.selectOption('fewest faces first');
  assert.deepEqual(await names(), [WICKED, 'one.png', 'march/crowd.png']);
  await order.selectOption('least sure faces first');
  assert.deepEqual(await names(), ['march/crowd.png', 'one.png', WICKED]);
  await order.selectOption('as listed');
  assert.deepEqual(await names(), ['one.png', 'march/crowd.png', WICKED]);
});

test('without scripts thumbnails open and close all the same', { skip }, async () => {
  const page = await open({ javaScriptEnabled: false });
  assert.ok(!(await page.getByLabel('Order').isVisible()));
  await page.locator('#photo-1 > a').click();
  const view = page.locator('#view-1');
  assert.ok(await view.isVisible());
  await view.getByText('Close').click();
  assert.ok(!(await view.isVisible()));
});

test('prints the photos and none of the controls; nothing is wider than a phone', { skip }, async () => {
  const page = await open({ viewport: { width: 360, height: 640 }, isMobile: true });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  assert.equal(await page.locator('article img').first().isVisible(), true);
  assert.equal(await page.getByLabel('Order').isVisible(), false);
  assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
});

test('asks for nothing, and reports no error', { skip }, () => {
  assert.deepEqual(troubles, []);
});
