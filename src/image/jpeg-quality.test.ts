import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp from 'sharp';
import { jpegQuality } from './jpeg-quality.js';

const picture = sharp({ create: { width: 16, height: 16, channels: 3, background: '#456' } });

test('the quality that a standard encoder was given', async () => {
  for (const quality of [10, 35, 50, 75, 83, 92, 97, 100]) {
    assert.equal(jpegQuality(await picture.clone().jpeg({ quality }).toBuffer()), quality);
    assert.equal(jpegQuality(await picture.clone().greyscale().jpeg({ quality }).toBuffer()), quality, 'grey');
  }
});

test('tables of an encoder’s own give the lowest quality that is no coarser', async () => {
  // mozjpeg's table 1 at quality 50 is 16 everywhere, 1,024 in all. The standard chrominance table, 5,505 in all, falls below
  // that at 18 % of its values: quality 91, where it is 999.
  const file = await picture.clone().jpeg({ quality: 50, quantisationTable: 1 }).toBuffer();
  assert.equal(jpegQuality(file), 91);
});

test('a cut-off or empty file gives a high quality, not an error', async () => {
  const file = await picture.clone().jpeg({ quality: 40 }).toBuffer();
  for (let length = 0; length < file.length; length += 7) {
    const quality = jpegQuality(file.subarray(0, length));
    assert.ok(quality === 92 || quality === 40, `${length} bytes: ${quality}`);
  }
});
