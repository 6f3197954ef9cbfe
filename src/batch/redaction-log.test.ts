import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { hash, marksOf } from './file-identity.js';
import { RedactionLog } from './redaction-log.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-redaction-log-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const REGION = { box: { x: 1, y: 2.5, width: 3, height: 4 }, score: 0.75, frame: 0, round: 1 };
const identityOf = async (path: string) => ({ ...(await marksOf(path)), sha256: hash(await readFile(path)) });
const FOUND = { width: 90, height: 60, regions: [REGION, REGION], nearly: [], remaining: [REGION] };

/** Notes that `photo` became `data` at `result`. */
async function note(log: string, photo: string, result: string, data: string): Promise<void> {
  const file = await RedactionLog.open(at(log), {});
  file.note(at(photo), await identityOf(at(photo)), at(result), Buffer.from(data), FOUND);
  await file.close();
}

async function find(log: string, photo: string, result: string) {
  const file = await RedactionLog.open(at(log), {});
  const found = await file.find(at(photo), at(result));
  await file.close();
  return found;
}

test('a photo is done from the moment its result is in place', async () => {
  await writeFile(at('a.jpg'), 'photo');
  const look = () => find('one.jsonl', 'a.jpg', 'a.out');
  await note('one.jsonl', 'a.jpg', 'a.out', 'result');
  assert.equal(await look(), undefined, 'killed before the result was there');
  await writeFile(at('a.out'), 'result');
  const done = await look();
  assert.ok(done);
  const { width, height, regions, nearly, remaining, data } = done;
  assert.deepEqual({ width, height, regions, nearly, remaining }, FOUND);
  assert.equal(String(data), 'result');
  await writeFile(at('a.out'), 'resul');
  assert.equal(await look(), undefined, 'the result is damaged');
  await writeFile(at('a.out'), 'result');
  await utimes(at('a.jpg'), 1, 1);
  assert.ok(await look(), 'only its times have changed');
  await writeFile(at('a.jpg'), 'PHOTO');
  await utimes(at('a.jpg'), 1, 1);
  assert.equal(await look(), undefined, 'another photo of the same size and time');
});

test('a photo that its own result replaced is done, through a link, too', async () => {
  await writeFile(at('b.jpg'), 'photo');
  await symlink(at('b.jpg'), at('link.jpg'));
  await note('two.jsonl', 'b.jpg', 'b.jpg', 'result');
  await note('link.jsonl', 'link.jpg', 'b.jpg', 'result');
  assert.equal(await find('two.jsonl', 'b.jpg', 'b.jpg'), undefined);
  await writeFile(at('b.jpg'), 'result');
  assert.ok(await find('two.jsonl', 'b.jpg', 'b.jpg'));
  assert.ok(await find('link.jsonl', 'link.jpg', 'b.jpg'));
});

test('a line cut short by a kill costs its own photo alone', async () => {
  for (const name of ['c', 'd', 'e']) await writeFile(at(name), name);
  await note('three.jsonl', 'c', 'c.out', 'C');
  await note('three.jsonl', 'd', 'd.out', 'D');
  await truncate(at('three.jsonl'), (await readFile(at('three.jsonl'))).length - 9);
  await note('three.jsonl', 'e', 'e.out', 'E');
  for (const name of ['c', 'd', 'e']) await writeFile(at(`${name}.out`), name.toUpperCase());
  const found = await Promise.all(
    ['c', 'd', 'e'].map(async (name) => find(`three-${name}.jsonl`, name, `${name}.out`)),
  );
  assert.deepEqual(found, [undefined, undefined, undefined], 'records know only what they noted');
  const done = [];
  for (const name of ['c', 'd', 'e']) done.push((await find('three.jsonl', name, `${name}.out`)) !== undefined);
  assert.deepEqual(done, [true, false, true]);
});
