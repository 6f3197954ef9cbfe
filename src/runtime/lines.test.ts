import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readLines } from './lines.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-text-'));
after(() => rm(folder, { recursive: true }));
const path = join(folder, 'text');

async function read(content: string | Uint8Array, longest?: number) {
  await writeFile(path, content);
  const lines: [text: string, number: number, ended: boolean][] = [];
  for await (const { text, number, ended } of readLines(path, longest)) lines.push([text, number, ended]);
  return lines;
}

test('lines with their numbers, and whether they are whole', async () => {
  assert.deepEqual(await read('a\r\n\nb\rc\u2028d\n'), [
    ['a', 1, true],
    ['', 2, true],
    ['b\rc\u2028d', 3, true],
  ]);
  assert.deepEqual(await read('a\nbé'), [
    ['a', 1, true],
    ['bé', 2, false],
  ]);
  const cut = Buffer.from('a\nbé').subarray(0, -1);
  assert.deepEqual(await read(cut), [
    ['a', 1, true],
    ['b', 2, false],
  ]);
  assert.deepEqual(await read('x'), [['x', 1, false]]);
});

test('lines that begin and end anywhere in what is read at once', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => 'é'.repeat(index % 97));
  const read3000 = await read(lines.map((line) => `${line}\n`).join(''));
  assert.deepEqual(
    read3000.map(([text]) => text),
    lines,
  );
});

test('an endless line is refused with its number', async () => {
  const message = `${path}:2: the line is longer than 1,000 characters. Expected one line a photo.`;
  await assert.rejects(read(`a\n${'b'.repeat(1001)}\n`, 1000), { name: 'InputError', message });
  await assert.rejects(read(`a\n${'b'.repeat(200_000)}`, 1000), { name: 'InputError', message });
  assert.equal((await read('b'.repeat(1000), 1000)).length, 1);
});
