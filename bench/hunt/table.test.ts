import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import sharp from 'sharp';
import { Detector } from '../../src/detect/detector.js';
import { BrightRectangles } from '../../src/detect/testing/bright-rectangles.js';
import { redact } from '../../src/redact/redact.js';
import { text } from './exif.js';
import { FACE, scene, secretPicture } from './marks.js';
import type { Stored } from './pictures.js';
import { behindHeader, chunk, dataSet, PLANTS, withExif, withIptc, withXmp, xmpOf } from './plants.js';

type Format = Stored['format'];

const detector = new Detector(new BrightRectangles());
const FORMATS: readonly Format[] = ['jpeg', 'png', 'webp', 'avif', 'tiff', 'gif'];

/** The kinds of which something stays, by the start of their rows: how to put them in, and how to see them. */
const KINDS: Record<
  string,
  { put: (file: Buffer, format: Format) => Buffer; sees: (file: Buffer) => Promise<boolean> }
> = {
  'colour profile': { put: (file) => file, sees: async (file) => (await sharp(file).metadata()).icc !== undefined },
  'what numbers mean': {
    put: (file) => behindHeader(withoutProfile(file), chunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]))),
    sees: async (file) => file.includes('gAMA\x00\x01\x86\xa0', 0, 'latin1'),
  },
  'pixels per inch': {
    put: (file) => file,
    sees: async (file) => Math.round((await sharp(file).metadata()).density ?? 0) === 150,
  },
  EXIF: {
    put: (file, format) => withExif(file, format, [[0x010f, 2, text('CAMERA-MAKE')]]),
    sees: async (file) => file.includes('CAMERA-MAKE'),
  },
  GPS: {
    put: (file, format) => withExif(file, format, [[0x8825, 4, { directory: [[0x0012, 2, text('GPS-DATUM')]] }]]),
    sees: async (file) => file.includes('GPS-DATUM'),
  },
  IPTC: {
    put: (file, format) => withIptc(file, format, dataSet(120, Buffer.from('IPTC-CAPTION'))),
    sees: async (file) => file.includes('IPTC-CAPTION'),
  },
  XMP: {
    put: (file, format) =>
      withXmp(file, format, xmpOf(['xmlns:dc="http://purl.org/dc/elements/1.1/" dc:title="XMP-TITLE"', ''])),
    sees: async (file) => file.includes('XMP-TITLE'),
  },
};

/** Of the rows of which nothing stays, the secrets that are planted there. */
const NEVER: Record<string, RegExp> = {
  thumbnails: /thumbnail|image|depth|picture|sub-directory|movie|page/i,
  "makers' notes": /maker|private|unknown|application|uuid|zTXt|GPS area|deflated/i,
  regions: /region/i,
  comments: /comment|tEXt|plain text|keywords/i,
  'data behind': /behind/i,
};

async function source(format: Format): Promise<Buffer> {
  const picture = scene().withIccProfile('p3').withDensity(150);
  if (format === 'tiff') return picture.tiff({ compression: 'lzw', xres: 150 / 25.4, yres: 150 / 25.4 }).toBuffer();
  const file = await picture.toFormat(format, format === 'avif' ? { effort: 0 } : {}).toBuffer();
  return Buffer.from((await redact(file, detector, { only: [] })).data);
}

function withoutProfile(png: Buffer): Buffer {
  const at = png.indexOf('iCCP') - 4;
  return at < 0 ? png : Buffer.concat([png.subarray(0, at), png.subarray(at + 12 + png.readUInt32BE(at))]);
}

const page = await readFile(new URL('../../docs/metadata.md', import.meta.url), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| |'))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('the table has a row for each kind', () => {
  const known = [...Object.keys(KINDS), ...Object.keys(NEVER)];
  assert.equal(rows.length, known.length);
  for (const [index, kind] of known.entries()) assert.ok(rows[index]![0]!.startsWith(kind), kind);
});

for (const [kind, ...cells] of rows) {
  for (const [index, format] of FORMATS.entries()) {
    const cell = cells[index]!;
    test(`${format}, ${kind}: ${cell}`, async () => {
      if (cell === '–') return;
      const kept = Object.entries(KINDS).find(([start]) => kind!.startsWith(start))?.[1];
      if (kept) {
        const file = kept.put(await source(format), format);
        assert.ok(await kept.sees(file), 'is there before');
        for (const keepMetadata of [false, true]) {
          const { data } = await redact(file, detector, { only: [FACE], keepMetadata });
          assert.equal(await kept.sees(Buffer.from(data)), cell === 'always' || keepMetadata, `kept: ${keepMetadata}`);
        }
        return;
      }
      assert.equal(cell, 'never');
      const pattern = Object.entries(NEVER).find(([start]) => kind!.startsWith(start))![1];
      const plants = PLANTS.filter(({ name, formats }) => formats.includes(format) && pattern.test(name));
      assert.ok(plants.length > 0);
      const [file, secret] = [await source(format), await secretPicture()];
      for (const { name, plant } of plants) {
        const { data } = await redact(plant(file, secret, 1, format), detector, { only: [FACE], keepMetadata: true });
        const clean = (await redact(file, detector, { only: [FACE], keepMetadata: true })).data;
        // What is planted beside is kept: an orientation, a camera, a title.
        assert.ok(data.length < clean.length + 400, `${name}: ${data.length - clean.length} bytes more`);
      }
    });
  }
}
