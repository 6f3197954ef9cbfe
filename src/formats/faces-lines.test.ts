import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checkSize, facesLine, parseFacesLine, parseForeignLine, readFacesLines } from './faces-lines.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-lines-'));
after(() => rm(folder, { recursive: true }));
const path = join(folder, 'faces.jsonl');

async function read(text: string | Uint8Array) {
  await writeFile(path, text);
  const lines = [];
  for await (const { where, ...line } of readFacesLines(path)) lines.push(line);
  return lines;
}

const BOX = { x: 1.5, y: -2, width: 9, height: 11.2 };
const STAGES = { proposal: 0.5, verification: 0.25, proposalBox: BOX };
const PHOTO = { image: 'a.jpg', width: 100, height: 50, faces: [{ box: BOX, score: 0.9 }] };
const FAILED = { image: 'bad.jpg', error: 'no picture' };

test('what is written is read again as it was', async () => {
  const photo = {
    ...PHOTO,
    output: 'out/a.jpg',
    faces: [{ box: BOX, score: 0.25, stages: STAGES, frame: 3, round: 1 }],
    remaining: [{ box: BOX, score: 1 }],
    number: 7,
  };
  assert.deepEqual(parseFacesLine(facesLine(photo), 'here'), photo);
  assert.deepEqual(parseFacesLine(facesLine(FAILED), 'here'), FAILED);
});

test('JSON in exactly the documented shape', () => {
  const thirds = { box: { x: 100 / 3, y: 20.0004, width: 5, height: 6.4 }, score: 0.123456789 };
  assert.equal(
    facesLine({ ...PHOTO, faces: [thirds, { box: BOX }] }),
    '{"image":"a.jpg","width":100,"height":50,"faces":[{"box":{"x":33.33,"y":20,"width":5,"height":6.4},"score":0.123457},{"box":{"x":1.5,"y":-2,"width":9,"height":11.2}}]}',
  );
  assert.equal(facesLine({ image: 'bad.jpg', error: 'why "so"' }), '{"image":"bad.jpg","error":"why \\"so\\""}');
});

test('empty lines, Windows line ends, a last line without one, separators that JSON may hold', async () => {
  const odd = { ...PHOTO, image: 'a\u2028b.jpg' };
  const text = `${JSON.stringify(PHOTO)}\r\n\n  \n${JSON.stringify(odd)}\r\n${JSON.stringify(FAILED)}`;
  assert.deepEqual(await read(text), [PHOTO, odd, FAILED]);
  assert.deepEqual(await read(''), []);
  assert.deepEqual(await read('\n'), []);
});

test('UTF-8 with a byte order mark, and UTF-16 of either order, as Windows writes them', async () => {
  const photo = { ...PHOTO, image: 'é😀.jpg' };
  const text = `\ufeff${JSON.stringify(photo)}\r\n${JSON.stringify(PHOTO)}\r\n`;
  assert.deepEqual(await read(text), [photo, PHOTO]);
  assert.deepEqual(await read(Buffer.from(text, 'utf16le')), [photo, PHOTO]);
  assert.deepEqual(await read(Buffer.from(text, 'utf16le').swap16()), [photo, PHOTO]);
  await assert.rejects(
    read(Buffer.from(JSON.stringify(PHOTO), 'utf16le')),
    /faces\.jsonl:1: is not JSON.*looks like UTF-16/,
  );
  await assert.rejects(read(Buffer.from(JSON.stringify({ ...PHOTO, image: 'é' }), 'latin1')), {
    name: 'InputError',
    message: /faces\.jsonl:1: here or below it is not utf-8 text\. Save it as UTF-8\.$/,
  });
});

test('one JSON document, as an editor saves it', async () => {
  for (const indent of [0, 2]) {
    assert.deepEqual(await read(JSON.stringify([PHOTO, FAILED], null, indent)), [PHOTO, FAILED]);
    assert.deepEqual(await read(`\n${JSON.stringify(PHOTO, null, indent)}\n`), [PHOTO]);
  }
  await assert.rejects(read(JSON.stringify([PHOTO, { image: 'b.jpg' }])), /faces\.jsonl, photo 2, width: expected the/);
  await assert.rejects(read('[{"image":'), /faces\.jsonl:1: is not JSON/);
});

/** A line with something in place of a value. */
const changed = (keys: object) => JSON.stringify({ ...PHOTO, ...keys });
const face = (keys: object) =>
  changed({
    faces: [
      { box: BOX, score: 0.5 },
      { box: BOX, score: 0.9, ...keys },
    ],
  });

test('whatever is wrong is named with its file and line, what was expected and what came', async () => {
  const cases: [string, string][] = [
    ['{"image":"b.jpg","faces":[', 'is not JSON; expected a line of farface detect --json.'],
    [
      '7',
      'expected a line of farface detect --json: image, output, width, height, faces, remaining, number, received 7.',
    ],
    [changed({ Faces: [] }), 'unknown key "Faces"; expected image, output, width, height, faces, remaining, number.'],
    [changed({ image: '' }), 'image: expected the path of a photo, received "".'],
    [changed({ image: 'a\0.jpg' }), 'image: expected the path of a photo, received "a\\u0000.jpg".'],
    [changed({ faces: undefined }), 'faces: expected a list of faces, received nothing.'],
    [changed({ width: undefined }), 'width: expected the width of the upright photo in pixels, received nothing.'],
    [changed({ height: 49.5 }), 'height: expected the height of the upright photo in pixels, received 49.5.'],
    [changed({ width: 0 }), 'width: expected a number of pixels above 0, received 0.'],
    [changed({ error: 'no' }), 'unknown key "width"; expected image, error.'],
    [face({ socre: 1 }), 'faces.1: unknown key "socre"; expected box, score, stages, frame, round.'],
    [face({ box: undefined }), 'faces.1.box: expected a box: x, y, width, height, received nothing.'],
    [face({ box: [1, 2, 3, 4] }), 'faces.1.box: expected a box: x, y, width, height.'],
    [face({ box: { ...BOX, w: 3 } }), 'faces.1.box: unknown key "w"; expected x, y, width, height.'],
    [face({ box: { ...BOX, width: -3 } }), 'faces.1.box.width: expected a number of pixels, 0 or more, received -3.'],
    [
      face({ box: { ...BOX, x: null } }),
      'faces.1.box.x: expected a number from -10000000 to 10000000 pixels, received null.',
    ],
    [face({ score: '0.9' }), 'faces.1.score: expected a number from 0 to 1, received "0.9".'],
    [face({ score: 90 }), 'faces.1.score: expected a number from 0 to 1, received 90.'],
    [face({ frame: -1 }), 'faces.1.frame: expected a whole number, 0 or more, received -1.'],
    [
      face({}).replace('1.5', '1e999'),
      'faces.0.box.x: expected a number from -10000000 to 10000000 pixels, received Infinity.',
    ],
    [
      face({}).replace('1.5', '1e300'),
      'faces.0.box.x: expected a number from -10000000 to 10000000 pixels, received 1e+300.',
    ],
    [face({}).replace('0.5', 'NaN'), 'is not JSON; expected a line of farface detect --json.'],
  ];
  for (const [line, problem] of cases) {
    const separator = /^(image|width|height|faces)[.:]/.test(problem) ? ', ' : ': ';
    await assert.rejects(read(`${JSON.stringify(PHOTO)}\n\n${line}\n`), {
      name: 'InputError',
      message: `${path}:3${separator}${problem}`,
    });
  }
  await assert.rejects(read(`${JSON.stringify(PHOTO)}\n${'['.repeat(200_000)}`), /faces\.jsonl:2: is not JSON/);
  const deep = `{"image":"a.jpg","faces":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  await assert.rejects(read(deep), { name: 'InputError' });
  await assert.rejects(async () => {
    for await (const _ of readFacesLines(join(folder, 'absent'))) assert.fail('there is none');
  }, /absent: cannot be read: ENOENT.*\. Check the path\.$/);
});

test('a key that an object has twice is refused: the first of two lists of faces would go unread', () => {
  const box = '"box":{"x":1,"y":2,"width":3,"height":4}';
  const photo = (rest: string) => `{"image":"a\\":b.jpg","width":10,"height":10,${rest}}`;
  for (const rest of [`"faces":[{${box}}],"faces":[]`, `"faces" :[{${box.replace('3', '3,"width":1')}}]`]) {
    assert.throws(() => parseFacesLine(photo(rest), 'f:1'), { name: 'InputError', message: /^f:1: has a key twice/ });
  }
  assert.equal(parseFacesLine(photo(`"faces":[{${box}},{${box}}]`), 'f:1').image, 'a":b.jpg');
});

test('other detectors’ scores have any range, and their sizes may be absent', () => {
  const line = '{"image":"a.jpg","faces":[{"box":{"x":1,"y":2,"width":-3,"height":NaN},"score":-Infinity}]}';
  const parsed = parseForeignLine(line, 'here');
  const box = { x: 1, y: 2, width: -3, height: Number.NaN };
  assert.deepEqual(parsed, { image: 'a.jpg', faces: [{ box, score: Number.NaN }] });
  assert.throws(() => parseForeignLine('{"image":"a.jpg","faces":[{"bbox":[]}]}', 'here'), /here, faces\.0/);
});

test('a photo of another size is not the one that was looked at', () => {
  checkSize('a.jpg', { width: 100, height: 50 }, { where: 'f:1', width: 100, height: 50 });
  assert.throws(() => checkSize('a.jpg', { width: 50, height: 100 }, { where: 'f:1', width: 100, height: 50 }), {
    name: 'InputError',
    message:
      'a.jpg: is 50 × 100 pixels, but f:1 says 100 × 50: its faces are those of another picture. Run farface detect on this one.',
  });
});
