import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { parseFacesLine } from '../formats/faces-lines.js';
import { ANYWAY, crowd, jpeg, MASK } from './testing/crowd.js';
import { servedPage } from './testing/served-page.js';
import { bytesOf, drop } from './testing/visit.js';

/** Files and folders that go into the page and come out of it, in a real browser. */

const { skip, visit } = await servedPage();

test('a folder: its pictures are taken, whatever they are called, and what is none is named', { skip }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-page-'));
  await mkdir(join(folder, 'deep'));
  await writeFile(join(folder, 'deep', 'no-ending'), (await jpeg()).bytes);
  await writeFile(join(folder, 'notes.txt'), 'no picture');
  const { context, page } = await visit();
  await page.locator('input[data-purpose=folder]').setInputFiles(folder);
  await page.getByText(/1 file left out, not pictures: .*notes\.txt/).waitFor();
  await page.locator(MASK).first().waitFor();
  await rm(folder, { recursive: true });
  await context.close();
});

/** A PNG whose header states so many pixels a side. */
function stating(png: Buffer, side: number): Buffer {
  const changed = Buffer.from(png);
  changed.writeUInt32BE(side, 16);
  changed.writeUInt32BE(side, 20);
  return changed;
}

test('files that cannot be hidden in are refused by name, and the others go on', { skip }, async () => {
  const { context, page } = await visit();
  const { bytes } = await jpeg();
  const still = await crowd().removeAlpha().raw().toBuffer();
  const frames = sharp(Buffer.concat([still, still.toReversed()]), {
    raw: { width: 640, height: 300, channels: 3, pageHeight: 150 },
  });
  const half = (file: Uint8Array) => file.subarray(0, file.length >> 1);
  const files: [name: string, bytes: Uint8Array, words: RegExp][] = [
    ['cut.jpg', half(bytes), /damaged or cut off/],
    ['cut.png', half(await crowd().png().toBuffer()), /damaged or cut off/],
    ['cut.webp', half(await crowd().webp().toBuffer()), /damaged or cut off/],
    ['moving.gif', await frames.clone().gif().toBuffer(), /several frames/],
    ['moving.webp', await frames.clone().webp().toBuffer(), /several frames/],
    ['scan.tiff', await crowd().tiff().toBuffer(), /TIFF/],
    ['clip.mp4', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0isommp42', 'latin1'), /video/],
    ['notes.jpg', Buffer.from('no picture'), /no picture that the page can read/],
    ['nothing.png', Buffer.alloc(0), /empty/],
    ['bomb.png', stating(await crowd().png().toBuffer(), 30_000), /more than 268 megapixels/],
  ];
  await drop(page, [...files.map(([name, content]) => ({ name, bytes: content })), { name: 'good.jpg', bytes }]);
  await page.getByRole('button', { name: /^good\.jpg\s*\d+ faces hidden/ }).waitFor();
  for (const [name, , words] of files) {
    await page.getByRole('button', { name: new RegExp(`^${name}\\s*Cannot be read`) }).click();
    assert.match(await page.getByRole('alert').innerText(), words, name);
  }
  await context.close();
});

test('all as a zip, and into a folder: nothing is overwritten, and who failed is named', { skip }, async () => {
  const { context, page } = await visit();
  const { bytes } = await jpeg();
  await drop(page, [
    { name: 'one.jpg', bytes },
    { name: 'bad.jpg', bytes: bytes.subarray(0, 5000) },
    { name: 'two.png', bytes: await crowd().png().toBuffer() },
  ]);
  await page.getByRole('button', { name: /^two\.png\s*\d+ faces hidden/ }).waitFor();

  await page.getByRole('button', { name: 'More ways to save' }).click();
  await page.getByRole('menuitem', { name: 'Save all as a zip' }).click();
  const dialog = page.getByRole('dialog');
  assert.match(
    await dialog.innerText(),
    /2 photos will be saved\.\s+One of them you have not looked at yet\.[\s\S]*bad\.jpg: The file is damaged/,
  );
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', ANYWAY).click()]);
  const zip = await bytesOf(download);
  for (const name of ['one-hidden.jpg', 'two-hidden.png']) assert.ok(zip.includes(name), name);
  assert.match(await dialog.innerText(), /2 photos saved[\s\S]*1 photo not saved:\s+bad\.jpg/);
  await dialog.getByRole('button', { name: 'Close' }).click();

  // A folder that the browser keeps for the page stands in for one that a user would choose.
  await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen', { create: true });
    const there = await folder.getFileHandle('one-hidden.jpg', { create: true });
    const stream = await there.createWritable();
    await stream.write('mine');
    await stream.close();
    Object.assign(window, { showDirectoryPicker: async () => folder });
  });
  await page.getByRole('button', { name: 'More ways to save' }).click();
  await page.getByRole('menuitem', { name: 'Save all into a folder…' }).click();
  await dialog.getByRole('button', ANYWAY).click();
  await dialog.getByText('2 photos saved').waitFor();
  const files = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('chosen');
    const sizes: Record<string, number> = {};
    for await (const [name, handle] of folder)
      if (handle instanceof FileSystemFileHandle) sizes[name] = (await handle.getFile()).size;
    return sizes;
  });
  assert.deepEqual(Object.keys(files).sort(), ['one-hidden-2.jpg', 'one-hidden.jpg', 'two-hidden.png']);
  assert.equal(files['one-hidden.jpg'], 4, 'what was there stays');
  await context.close();
});

test('a list of faces goes out and comes in as the command has it', { skip }, async () => {
  const { context, page } = await visit();
  await drop(page, [await jpeg()]);
  await page.locator(MASK).first().waitFor();
  const found = await page.locator(MASK).count();
  await page.getByRole('button', { name: 'More ways to save' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'Save the positions' }).click(),
  ]);
  const text = (await bytesOf(download)).toString();
  const line = parseFacesLine(text.trim(), 'faces.jsonl:1');
  assert.ok('faces' in line);
  assert.deepEqual([line.image, line.width, line.height, line.faces.length], ['crowd.jpg', 640, 150, found]);

  const one = {
    image: '/photos/crowd.jpg',
    width: 640,
    height: 150,
    faces: [{ box: { x: 300, y: 10, width: 20, height: 30 } }],
  };
  await drop(page, [{ name: 'edited.jsonl', bytes: Buffer.from(`${JSON.stringify(one)}\n`) }]);
  await page.getByText('The list was applied to 1 photo.').waitFor();
  assert.equal(await page.locator(MASK).count(), 1, 'exactly what the list names');
  await drop(page, [{ name: 'other.jsonl', bytes: Buffer.from(JSON.stringify({ ...one, width: 641 })) }]);
  await page.getByText('the list is of a photo of 641 × 150 pixels').waitFor();
  await drop(page, [{ name: 'wrong.jsonl', bytes: Buffer.from('{"image":"crowd.jpg"}') }]);
  await page.getByText(/wrong\.jsonl:1/).waitFor();
  assert.equal(await page.locator(MASK).count(), 1);
  await context.close();
});
