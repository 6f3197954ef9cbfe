import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { RedactionLog } from './redaction-log.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-redaction-log-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const REGION = { box: { x: 1, y: 2.5, width: 3, height: 4 }, score: 0.75, frame: 0, round: 1 };
const FOUND = { width: 90, height: 60, regions: [REGION, REGION], nearly: [], remaining: [REGION] };

test('a photo is done from the moment its result is in place', async () => {
  await writeFile(at('a.jpg'), 'photo');
  const file = at('one.jsonl');
  const find = async () => (await RedactionLog.open(file, { scale: 1 })).find(at('a.jpg'), at('a.out'));
  await (await RedactionLog.open(file, { scale: 1 })).note(at('a.jpg'), at('a.out'), Buffer.from('result'), FOUND);
  assert.equal(await find(), undefined, 'killed before the result was there');
  await writeFile(at('a.out'), 'result');
  const done = await find();
  assert.ok(done);
  const { width, height, regions, nearly, remaining, data } = done;
  assert.deepEqual({ width, height, regions, nearly, remaining }, FOUND);
  assert.equal(String(data), 'result');
  await writeFile(at('a.out'), 'resul');
  assert.equal(await find(), undefined, 'the result is damaged');
  await writeFile(at('a.out'), 'result');
  await utimes(at('a.jpg'), 1, 1);
  assert.equal(await find(), undefined, 'the photo has changed');
});

test('a photo that its own result replaced is done', async () => {
  await writeFile(at('b.jpg'), 'photo');
  const log = await RedactionLog.open(at('two.jsonl'), {});
  await log.note(at('b.jpg'), at('b.jpg'), Buffer.from('result'), FOUND);
  const find = async () => (await RedactionLog.open(at('two.jsonl'), {})).find(at('b.jpg'), at('b.jpg'));
  assert.equal(await find(), undefined);
  await writeFile(at('b.jpg'), 'result');
  assert.ok(await find());
});

test('so is one whose result replaced it through a link', async () => {
  await writeFile(at('f.jpg'), 'photo');
  await symlink(at('f.jpg'), at('link.jpg'));
  await (await RedactionLog.open(at('link.jsonl'), {})).note(at('link.jpg'), at('f.jpg'), Buffer.from('result'), FOUND);
  await writeFile(at('f.jpg'), 'result');
  assert.ok(await (await RedactionLog.open(at('link.jsonl'), {})).find(at('link.jpg'), at('f.jpg')));
});

test('a line cut short by a kill costs its own photo alone', async () => {
  const file = at('three.jsonl');
  for (const name of ['c', 'd', 'e']) await writeFile(at(name), name);
  const first = await RedactionLog.open(file, {});
  await first.note(at('c'), at('c.out'), Buffer.from('C'), FOUND);
  await first.note(at('d'), at('d.out'), Buffer.from('D'), FOUND);
  await truncate(file, (await readFile(file)).length - 9);
  await (await RedactionLog.open(file, {})).note(at('e'), at('e.out'), Buffer.from('E'), FOUND);
  for (const name of ['c', 'd', 'e']) await writeFile(at(`${name}.out`), name.toUpperCase());
  const last = await RedactionLog.open(file, {});
  const found = await Promise.all(['c', 'd', 'e'].map((name) => last.find(at(name), at(`${name}.out`))));
  assert.deepEqual(
    found.map((done) => done !== undefined),
    [true, false, true],
  );
});
