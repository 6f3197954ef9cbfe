import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { parseMat, readMat } from './mat.js';
import { rowsOf } from './mat-values.js';
import { readWiderFaceMat } from './wider-face-mat.js';

/** A data element as the specification lays it out: tag, bytes, padding to a multiple of eight. */
function element(type: number, data: Uint8Array): Buffer {
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return Buffer.concat([tag, data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}

/** A data element of at most four bytes, packed into its tag. */
function smallElement(type: number, data: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(type, 0);
  bytes.writeUInt16LE(data.length, 2);
  Buffer.from(data).copy(bytes, 4);
  return bytes;
}

function matrix(arrayClass: number, shape: number[], name: string, ...contents: Buffer[]): Buffer {
  const flags = element(6, Buffer.from(Uint32Array.of(arrayClass, 0).buffer));
  const dimensions = element(5, Buffer.from(Int32Array.from(shape).buffer));
  return element(14, Buffer.concat([flags, dimensions, element(1, Buffer.from(name)), ...contents]));
}

function file(...elements: Buffer[]): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file', 0);
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  return Buffer.concat([header, ...elements]);
}

function compressed(whole: Buffer): Buffer {
  const data = deflateSync(whole);
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(15, 0);
  tag.writeUInt32LE(data.length, 4);
  return Buffer.concat([tag, data]);
}

const doubles = (...numbers: number[]) => element(9, Buffer.from(Float64Array.from(numbers).buffer));

test('reads numbers, text and nested cells, compressed or not, and keeps MATLAB column order', () => {
  const name = matrix(4, [1, 2], '', smallElement(16, [...Buffer.from('ab')]));
  const bytes = matrix(6, [1, 3], '', smallElement(2, [7, 8, 255]));
  const variables = parseMat(
    file(
      matrix(6, [2, 3], 'grid', doubles(1, 2, 3, 4, 5, -6.5)),
      compressed(matrix(1, [2, 1], 'cells', name, matrix(1, [1, 1], '', bytes))),
      matrix(4, [1, 3], 'wide', element(4, Buffer.from('aéb', 'utf16le'))),
    ),
    'x.mat',
  );
  assert.deepEqual(rowsOf(variables.get('grid'), 3, 'grid'), [
    [1, 3, 5],
    [2, 4, -6.5],
  ]);
  assert.deepEqual(variables.get('cells'), {
    kind: 'cell',
    shape: [2, 1],
    cells: [
      { kind: 'text', shape: [1, 2], text: 'ab' },
      {
        kind: 'cell',
        shape: [1, 1],
        cells: [{ kind: 'numeric', shape: [1, 3], numbers: Float64Array.of(7, 8, 255) }],
      },
    ],
  });
  assert.deepEqual(variables.get('wide'), { kind: 'text', shape: [1, 3], text: 'aéb' });
});

test('a small file does not come to much: neither inflated, nor by its shape, nor by its depth', () => {
  const zeros = matrix(6, [1, 30_000_000], 'zeros', element(2, Buffer.alloc(30_000_000)));
  const bomb = file(compressed(zeros));
  assert.ok(bomb.length < 50_000);
  assert.throws(() => parseMat(bomb, 'x.mat'), { name: 'InputError', message: /^x\.mat: damaged or unsupported.*\.$/ });
  // Several variables share what a file may come to.
  const part = compressed(matrix(6, [1, 900_000], 'part', element(2, Buffer.alloc(900_000))));
  assert.throws(() => parseMat(file(part, part), 'x.mat'), { name: 'InputError' });
  for (const shape of [
    [2_000_000_000, 2],
    [-1, 1],
    [2_000_000_000, 2_000_000_000],
  ])
    assert.throws(() => parseMat(file(matrix(1, shape, 'cells')), 'x.mat'), { name: 'InputError' });
  const nested = Array.from({ length: 20 }).reduce<Buffer>(
    (inner) => matrix(1, [1, 1], '', inner),
    matrix(6, [0, 0], ''),
  );
  assert.throws(() => parseMat(file(nested), 'x.mat'), /cells lie more than 16 deep/);
});

test('event names of annotations lead nowhere else', async () => {
  const text = (value: string) => matrix(4, [1, value.length], '', element(16, Buffer.from(value)));
  const cell = (name: string, ...cells: Buffer[]) => matrix(1, [cells.length, 1], name, ...cells);
  const numbers = (columns: number, ...row: number[]) =>
    matrix(6, [row.length / columns, columns], '', doubles(...row));
  const attributes = ['blur', 'expression', 'illumination', 'invalid', 'occlusion', 'pose'];
  const write = async (event: string, photo: string) => {
    const path = join(await mkdtemp(join(tmpdir(), 'farface-mat-')), 'a.mat');
    const variables = [
      cell('event_list', text(event)),
      cell('file_list', cell('', text(photo))),
      cell('face_bbx_list', cell('', numbers(4, 1, 2, 3, 4))),
      ...attributes.map((name) => cell(`${name}_label_list`, cell('', numbers(1, 0)))),
    ];
    await writeFile(path, file(...variables));
    return readWiderFaceMat(path).finally(() => rm(dirname(path), { recursive: true }));
  };
  const [entry] = await write('0--Parade', 'a b');
  assert.deepEqual([entry!.event, entry!.file, entry!.faces.length], ['0--Parade', 'a b.jpg', 1]);
  for (const name of ['..', '.', '../x', 'a/b', 'a\\b', '/etc', ''])
    await assert.rejects(write(name, 'a'), { name: 'InputError', message: /event 1: expected a name without slashes/ });
  for (const name of ['..', '../../x', '/x'])
    await assert.rejects(write('a', name), { message: /photo 1: expected a name without slashes, found/ });
});

test('says what is wrong with a file that it cannot read', async () => {
  const whole = file(matrix(6, [2, 1], 'a', doubles(1, 2)));
  const cases: [Buffer, RegExp][] = [
    [Buffer.from('not a matrix'), /x\.mat: is not a MATLAB level 5 file/],
    [Buffer.from('MATLAB 7.3 MAT-file'.padEnd(200)), /7\.3 \(HDF5\).*save -v7/],
    [whole.subarray(0, whole.length - 9), /x\.mat: damaged or unsupported.*ends early/],
    [compressed(whole).fill(0, 20), /is not a MATLAB level 5 file/],
    [file(compressed(matrix(6, [1, 1], 'a', doubles(1))).fill(0, 12)), /x\.mat: damaged or unsupported/],
    [file(matrix(6, [3, 1], 'a', doubles(1, 2))), /"a" has 2 numbers, its shape asks for 3/],
    [file(matrix(2, [1, 1], 'settings')), /"settings" is of class struct/],
    [file(matrix(6 | 0x0800, [1, 1], 'z', doubles(1))), /"z" is complex/],
  ];
  for (const [bytes, message] of cases) {
    assert.throws(() => parseMat(bytes, 'x.mat'), { name: 'InputError', message });
  }
  await assert.rejects(readMat('no/such.mat'), { name: 'InputError', message: /^no\/such\.mat: cannot be read/ });
});

const official = '../shared/wider/ground-truth/wider_hard_val.mat';
const skip = existsSync(official) ? false : `needs ${official}`;

test('reads the official list of hard faces', { skip }, async () => {
  const variables = await readMat(official);
  const perEvent = variables.get('gt_list');
  assert(perEvent?.kind === 'cell');
  assert.equal(perEvent.cells.length, 61);
  const hard = perEvent.cells
    .flatMap((event) => (event.kind === 'cell' ? event.cells : []))
    .map((photo) => rowsOf(photo, 1, 'gt_list').length);
  assert.equal(hard.length, 3226);
  assert.equal(
    hard.reduce((sum, faces) => sum + faces, 0),
    31_958,
  );
});
