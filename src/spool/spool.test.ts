import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pulse } from './owner.js';
import { Spool } from './spool.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-spool-test-'));
after(() => rm(folder, { recursive: true }));

test('what ended processes left goes, and nothing of who goes on', async () => {
  const place = join(folder, 'remains');
  const going = await Spool.open(place);
  const kept = await going.folder();
  const here = (await readdir(place))[0]!.split('-')[0]!;
  const other = Buffer.from('another-container').toString('hex');
  const hour = 3_600_000;
  const remains: [name: string, age: number, stays: boolean][] = [
    // A process of this machine that is not there, and one that is there and began at another time.
    [`${here}-4194304-77-abcdef`, 0, false],
    [`${here}-${process.pid}-1-abcdef`, 0, false],
    // Of a container with another name nothing is known but its signs of life.
    [`${other}-1-77-abcdef`, 2 * hour, false],
    [`${other}-1-78-abcdef`, hour / 2, true],
    ['mine', 9 * hour, true],
  ];
  for (const [name, age] of remains) {
    await mkdir(join(place, name), { mode: 0o700 });
    await writeFile(join(place, name, 'source'), 'video');
    const then = new Date(Date.now() - age);
    await utimes(join(place, name), then, then);
  }
  const next = await Spool.open(place);
  const left = await readdir(place);
  for (const [name, , stays] of remains) assert.equal(left.includes(name), stays, name);
  assert.ok((await stat(kept.path)).isDirectory());
  await next.end();
  await going.end();
  assert.deepEqual((await readdir(place)).sort(), [`${other}-1-78-abcdef`, 'mine'].sort());
});

test('a process that goes on shows it', async () => {
  const place = join(folder, 'pulse');
  await mkdir(place);
  await utimes(place, new Date(0), new Date(0));
  const beating = pulse([place, join(folder, 'not-there')], 20);
  await wait(200);
  clearInterval(beating);
  assert.ok(Date.now() - (await stat(place)).mtimeMs < 10_000);
});

test('a folder says what lies in it and what will', async () => {
  const spool = await Spool.open(join(folder, 'sums'));
  const [one, other] = [await spool.folder(), await spool.folder()];
  one.note('source', 100);
  one.expect('result', 100);
  other.note('source', 7);
  assert.deepEqual([spool.bytes, spool.promised], [107, 207]);
  one.note('result', 130);
  assert.deepEqual([spool.bytes, spool.promised], [237, 237]);
  await one.remove('source');
  assert.deepEqual([spool.bytes, spool.promised], [137, 137]);
  await one.removeAll();
  assert.deepEqual([spool.bytes, spool.promised], [7, 7]);
  await spool.end();
});

test('a place that is a link, a file or another’s is not used', async () => {
  await mkdir(join(folder, 'real'), { mode: 0o700 });
  await symlink(join(folder, 'real'), join(folder, 'link'));
  await assert.rejects(Spool.open(join(folder, 'link')), {
    name: 'InputError',
    message: /is no folder, or a link to one/,
  });
  await writeFile(join(folder, 'file'), '');
  await assert.rejects(Spool.open(join(folder, 'file')), { name: 'InputError', message: /file: / });
});
