import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { removeLeftovers } from './leftovers.js';
import { Manifest } from './manifest.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-manifest-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const COUNTS = { faces: 3, remaining: 1 };

test('a photo is done from the moment its result is in place', async () => {
  await writeFile(at('a.jpg'), 'photo');
  const file = at('one.jsonl');
  const find = async () => (await Manifest.open(file, { scale: 1 })).find(at('a.jpg'), at('a.out'));
  await (await Manifest.open(file, { scale: 1 })).note(at('a.jpg'), at('a.out'), Buffer.from('result'), COUNTS);
  assert.equal(await find(), undefined, 'killed before the result was there');
  await writeFile(at('a.out'), 'result');
  const done = await find();
  assert.deepEqual([done?.faces, done?.remaining], [3, 1]);
  await writeFile(at('a.out'), 'resul');
  assert.equal(await find(), undefined, 'the result is damaged');
  await writeFile(at('a.out'), 'result');
  await utimes(at('a.jpg'), 1, 1);
  assert.equal(await find(), undefined, 'the photo has changed');
});

test('a photo that its own result replaced is done', async () => {
  await writeFile(at('b.jpg'), 'photo');
  const manifest = await Manifest.open(at('two.jsonl'), {});
  await manifest.note(at('b.jpg'), at('b.jpg'), Buffer.from('result'), COUNTS);
  const find = async () => (await Manifest.open(at('two.jsonl'), {})).find(at('b.jpg'), at('b.jpg'));
  assert.equal(await find(), undefined);
  await writeFile(at('b.jpg'), 'result');
  assert.ok(await find());
});

test('a line cut short by a kill costs its own photo alone', async () => {
  const file = at('three.jsonl');
  for (const name of ['c', 'd', 'e']) await writeFile(at(name), name);
  const first = await Manifest.open(file, {});
  await first.note(at('c'), at('c.out'), Buffer.from('C'), COUNTS);
  await first.note(at('d'), at('d.out'), Buffer.from('D'), COUNTS);
  await truncate(file, (await readFile(file)).length - 9);
  await (await Manifest.open(file, {})).note(at('e'), at('e.out'), Buffer.from('E'), COUNTS);
  for (const name of ['c', 'd', 'e']) await writeFile(at(`${name}.out`), name.toUpperCase());
  const last = await Manifest.open(file, {});
  const found = await Promise.all(['c', 'd', 'e'].map((name) => last.find(at(name), at(`${name}.out`))));
  assert.deepEqual(
    found.map((done) => done !== undefined),
    [true, false, true],
  );
});

test('other options and other files are refused', async () => {
  await Manifest.open(at('four.jsonl'), { scale: 1 });
  await assert.rejects(Manifest.open(at('four.jsonl'), { scale: 2 }), /four\.jsonl: the earlier run had other options/);
  await appendFile(at('notes.txt'), 'milk, bread\n');
  await assert.rejects(Manifest.open(at('notes.txt'), {}), /notes\.txt: is no record of an earlier run/);
  assert.equal(await readFile(at('notes.txt'), 'utf8'), 'milk, bread\n');
});

test('leftovers of a killed run go, those of a running one and other files stay', async () => {
  const dead = 2 ** 22 + 1;
  const names = [`.a.jpg.${dead}.tmp`, `.a.jpg.${process.pid}.tmp`, `.other.jpg.${dead}.tmp`];
  for (const name of names) await writeFile(at(name), '');
  await removeLeftovers([at('a.jpg'), join(folder, 'absent', 'x.jpg')]);
  assert.deepEqual((await readdir(folder)).filter((name) => name.endsWith('.tmp')).sort(), names.slice(1).sort());
});
