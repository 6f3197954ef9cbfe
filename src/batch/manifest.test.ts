import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { isUnchanged, Manifest } from './manifest.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-manifest-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const RESULT = z.object({ faces: z.int() });

test('what was noted is there in the next run, for photos that are what they were', async () => {
  for (const name of ['a', 'b', 'c']) await writeFile(at(name), name);
  const first = await Manifest.open(at('one'), { threshold: 0.4 }, RESULT);
  assert.equal(first.done.size, 0);
  for (const [faces, name] of ['a', 'b', 'c'].entries()) await first.note(at(name), { faces });
  await first.note(at('a'), { faces: 7 });
  first.close();
  const next = await Manifest.open(at('one'), { threshold: 0.4 }, RESULT);
  assert.deepEqual(
    [...next.done.values()].map(({ photo, faces }) => [photo, faces]),
    [
      [at('a'), 7],
      [at('b'), 1],
      [at('c'), 2],
    ],
  );
  await utimes(at('b'), 1, 1);
  await rm(at('c'));
  const unchanged = await Promise.all([...next.done.values()].map(isUnchanged));
  assert.deepEqual(unchanged, [true, false, false]);
});

test('other options and other files are refused', async () => {
  await Manifest.open(at('two'), { scale: 1 }, RESULT);
  await assert.rejects(Manifest.open(at('two'), { scale: 2 }, RESULT), /two: the earlier run had other options/);
  await appendFile(at('notes.txt'), 'milk, bread\n');
  await assert.rejects(Manifest.open(at('notes.txt'), {}, RESULT), /notes\.txt: is no record of an earlier run/);
  assert.equal(await readFile(at('notes.txt'), 'utf8'), 'milk, bread\n');
  await assert.rejects(Manifest.open(folder, {}, RESULT), /cannot be read/);
});
