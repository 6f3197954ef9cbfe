import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { hash, marksOf } from './file-identity.js';
import { isUnchanged, Manifest } from './record.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-manifest-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const RESULT = z.object({ faces: z.int() });
const identityOf = async (path: string) => ({ ...(await marksOf(path)), sha256: hash(await readFile(path)) });

/** Opens a record, does something with it and closes it. */
async function using<Value>(
  name: string,
  options: object,
  work: (manifest: Manifest<z.output<typeof RESULT>>) => Promise<Value> | Value,
): Promise<Value> {
  const manifest = await Manifest.open(at(name), options, RESULT);
  try {
    return await work(manifest);
  } finally {
    await manifest.close();
  }
}

for (const name of ['a', 'b', 'c']) await writeFile(at(name), name);

test('what was noted is there in the next run, for photos that are what they were', async () => {
  await using('one', { threshold: 0.4 }, async (first) => {
    assert.equal(first.has(at('a')), false);
    for (const [faces, name] of ['a', 'b', 'c'].entries()) first.note(at(name), await identityOf(at(name)), { faces });
    first.note(at('a'), await identityOf(at('a')), { faces: 7 });
  });
  await writeFile(at('b'), 'B');
  await rm(at('c'));
  await using('one', { threshold: 0.4 }, async (next) => {
    const found = await Promise.all(['a', 'b', 'c'].map((name) => next.find(at(name))));
    assert.deepEqual(
      found.map((done) => done?.faces),
      [7, 1, 2],
    );
    assert.deepEqual(await Promise.all(found.map((done) => isUnchanged(done!))), [true, false, false]);
    assert.equal(await next.find(`${folder}/./a`).then((done) => done?.faces), 7, 'one photo, however it is spelt');
    assert.equal(await next.find(at('x')), undefined);
  });
});

test('other options are refused by name, and other files are left alone', async () => {
  await using('two', { scale: 1, models: { weights: 'abc' }, mirror: true }, () => {});
  await assert.rejects(
    using('two', { scale: 2, models: { weights: 'abc' }, nms: 0.5 }, () => {}),
    {
      message: `${at('two')}: the earlier run had other options: mirror (only before), nms (only now), scale (1 before, 2 now). Give the same ones, or choose another file.`,
    },
  );
  await appendFile(at('notes.txt'), 'milk, bread\n');
  await assert.rejects(
    using('notes.txt', {}, () => {}),
    /notes\.txt: is no record of an earlier run/,
  );
  assert.equal(await readFile(at('notes.txt'), 'utf8'), 'milk, bread\n');
  await assert.rejects(
    using('.', {}, () => {}),
    /is no file/,
  );
});

test('a first line that a kill cut short is written anew', async () => {
  for (const [number, torn] of ['', '{', '{"mani', '{"manifest":2,"options":{"sc', '\0\0\0\0'].entries()) {
    await writeFile(at(`torn-${number}`), torn);
    await using(`torn-${number}`, { scale: 1 }, async (file) =>
      file.note(at('a'), await identityOf(at('a')), { faces: 3 }),
    );
    assert.equal(await using(`torn-${number}`, { scale: 1 }, async (file) => (await file.find(at('a')))?.faces), 3);
  }
});

test('two runs do not have one record', async () => {
  await using('busy', {}, async () => {
    await assert.rejects(
      using('busy', {}, () => {}),
      /busy: another run writes it/,
    );
  });
  await writeFile(at('busy.lock'), JSON.stringify({ host: 'elsewhere', process: 1, began: '' }));
  await assert.rejects(
    using('busy', {}, () => {}),
    /process 1 on elsewhere.*delete .*busy\.lock/,
  );
  await writeFile(at('busy.lock'), '{"host":');
  const remains = [`busy.lock.${2 ** 22 + 1}-1`, `busy.lock.${2 ** 22 + 1}-1.old`];
  for (const name of remains) await writeFile(at(name), '');
  await using('busy', {}, () => {});
  const left = (await readdir(folder)).filter((name) => name.startsWith('busy.lock'));
  assert.deepEqual(left, [], 'nor does a killed one leave anything');
});
