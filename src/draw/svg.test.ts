import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FONT_FAMILY } from './fonts.js';
import { drawSvg } from './svg.js';

// As on a server without fonts: its configuration names none.
process.env.FONTCONFIG_FILE = '/nonexistent/fonts.conf';

const text = (words: string, family: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30"><text x="4" y="20" font-family="${family}">${words}</text></svg>`;

test('text is set in letters, also where the machine has no font', async () => {
  const [narrow, wide] = await Promise.all([drawSvg(text('iii', FONT_FAMILY)), drawSvg(text('WWW', FONT_FAMILY))]);
  // The boxes that stand for missing letters are all of one width.
  assert(rightmostInk(narrow) < rightmostInk(wide) / 2, `${rightmostInk(narrow)}, ${rightmostInk(wide)}`);
});

test('pictures are white where nothing is drawn, and as large as asked for', async () => {
  const { width, height, data } = await drawSvg(text('', FONT_FAMILY), 2);
  assert.deepEqual([width, height, data.length], [240, 60, 240 * 60 * 3]);
  assert(data.every((value) => value === 255));
});

function rightmostInk({ width, data }: { width: number; data: Uint8Array }): number {
  let most = 0;
  for (let at = 0; at < data.length; at += 3) if (data[at]! < 128) most = Math.max(most, (at / 3) % width);
  return most;
}
