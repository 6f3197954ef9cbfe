import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { accessible } from './testing/accessible.js';
import { servedPage } from './testing/served-page.js';
import { bytesOf, drop } from './testing/visit.js';

/** A video in the page: found, corrected, saved. */

const run = promisify(execFile);
const { skip, visit } = await servedPage(withoutFfmpeg || undefined);
const PORTRAITS = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'farface-page-video-'));
});
after(() => rm(folder, { recursive: true }));

/** Half a second along a row of portraits, with a tone. */
async function clip(): Promise<Buffer> {
  const file = join(folder, 'clip.mp4');
  const pan = "crop=160:75:'t*40':185,scale=320:150,fps=8";
  const input = ['-loop', '1', '-t', '0.5', '-i', PORTRAITS, '-f', 'lavfi', '-i', 'sine=440:d=0.5'];
  const coding = ['-c:v', 'libx264', '-crf', '12', '-pix_fmt', 'yuv420p', '-c:a', 'aac'];
  await run('ffmpeg', ['-v', 'error', '-y', ...input, '-vf', pan, ...coding, '-shortest', file]);
  return readFile(file);
}

/** Brightness of the first frame at a place. */
async function brightness(file: string, x: number, y: number): Promise<number> {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-v',
      'error',
      '-i',
      file,
      '-vf',
      `crop=4:4:${Math.round(x)}:${Math.round(y)}`,
      '-frames:v',
      '1',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      '-',
    ],
    { encoding: 'buffer' },
  );
  return stdout.reduce((sum, value) => sum + value, 0) / stdout.length;
}

const soundOf = async (file: string) =>
  (await run('ffmpeg', ['-v', 'error', '-i', file, '-map', '0:a', '-c', 'copy', '-f', 'md5', '-'])).stdout;

test('a video: its faces over time, one of them shown, saved with its sound', { skip }, async () => {
  const { context, page, faults } = await visit();
  const bytes = await clip();
  await drop(page, [{ name: 'clip.mp4', bytes }]);
  const lines = page.locator('.timeline li');
  await lines.first().waitFor();
  const hidden = page.locator('.timeline li.hidden');
  const found = await hidden.count();
  assert.ok(found >= 4, `${found} faces over time`);
  await accessible(page, 'video');

  // A portrait that nothing unsure lies on is shown, by its button; undone; and by a click on its face.
  await page.locator('[data-track] .line').first().waitFor();
  const face = await page.locator('[data-track]').evaluateAll((faces) => {
    const distance = (face: Element) => {
      const line = face.querySelector('.line')!;
      return Math.hypot(Number(line.getAttribute('cx')) - 112, Number(line.getAttribute('cy')) - 23);
    };
    const [nearest] = faces.filter((one) => one.querySelector('.line')).sort((a, b) => distance(a) - distance(b));
    return nearest!.getAttribute('data-track')!;
  });
  await page.getByRole('button', { name: `Show face ${face}`, exact: true }).click();
  assert.equal(await hidden.count(), found - 1);
  await page.getByRole('button', { name: 'Undo' }).click();
  assert.equal(await hidden.count(), found);
  await page.getByRole('button', { name: new RegExp(`^Go to face ${face}:`) }).click();
  const outline = page.locator(`[data-track="${face}"] .line`);
  await outline.waitFor();
  const [x, y] = await outline.evaluate((line) => ['cx', 'cy'].map((name) => Number(line.getAttribute(name))));
  await outline.click({ force: true });
  assert.equal(await hidden.count(), found - 1);

  await page.getByRole('button', { name: 'Save video' }).click();
  const asItIs = page.getByRole('button', { name: 'Save as it is' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    asItIs.click({ timeout: 3000 }).catch(() => undefined),
  ]);
  assert.equal(download.suggestedFilename(), 'clip-hidden.mp4');
  const [before, saved] = [join(folder, 'clip.mp4'), join(folder, 'clip-hidden.mp4')];
  await writeFile(saved, await bytesOf(download));
  assert.equal(await soundOf(saved), await soundOf(before), 'the sound is as it was');
  const shown = Math.abs((await brightness(saved, x! - 2, y! - 2)) - (await brightness(before, x! - 2, y! - 2)));
  assert.ok(shown < 40, `the face that is shown differs by ${shown}`);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a video that this browser cannot read is refused by name, and the others go on', { skip }, async () => {
  const { context, page } = await visit();
  const bytes = await clip();
  await drop(page, [
    { name: 'cut.mp4', bytes: bytes.subarray(0, bytes.length >> 1) },
    { name: 'clip.mp4', bytes },
  ]);
  await page.getByRole('button', { name: /^clip\.mp4\s*\d+ faces hidden/ }).waitFor();
  await page.getByRole('button', { name: /^cut\.mp4\s*Cannot be read/ }).click();
  assert.match(await page.getByRole('alert').innerText(), /video|cut short/);
  await context.close();
});
