import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { collectInputs } from './inputs.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-inputs-'));
after(() => rm(folder, { recursive: true }));

for (const file of ['b10.jpg', 'b2.jpg', 'A.JPEG', 'notes.txt', 'deep/er/c.png', 'odd [1].jpg', 'empty/readme.md']) {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), '');
}
const at = (name: string) => join(folder, name);

test('a folder gives the photos below it, 2 before 10', async () => {
  const inputs = await collectInputs([folder]);
  assert.deepEqual(
    inputs.map((input) => 'relative' in input && input.relative),
    ['A.JPEG', 'b2.jpg', 'b10.jpg', 'deep/er/c.png', 'odd [1].jpg'],
  );
  assert.equal(inputs[3]!.name, at('deep/er/c.png'));
});

test('a photo that cannot be read is not passed over', async (t) => {
  const phone = await mkdtemp(join(tmpdir(), 'farface-inputs-'));
  t.after(() => rm(phone, { recursive: true }));
  for (const file of ['IMG_1.HEIC', 'IMG_2.JPG']) await writeFile(join(phone, file), '');
  const inputs = await collectInputs([phone]);
  assert.deepEqual(
    inputs.map((input) => 'relative' in input && input.relative),
    ['IMG_1.HEIC', 'IMG_2.JPG'],
  );
});

test('a file is taken at its word, brackets and all', async () => {
  assert.deepEqual(await collectInputs([at('odd [1].jpg'), at('notes.txt')]), [
    { name: at('odd [1].jpg'), path: at('odd [1].jpg'), relative: 'odd [1].jpg' },
    { name: at('notes.txt'), path: at('notes.txt'), relative: 'notes.txt' },
  ]);
});

test('a pattern gives what matches, and nothing is looked at twice', async () => {
  const inputs = await collectInputs([at('b10.jpg'), at('b*.jpg'), folder]);
  assert.deepEqual(
    inputs.map((input) => 'relative' in input && input.relative),
    ['b10.jpg', 'b2.jpg', 'A.JPEG', 'deep/er/c.png', 'odd [1].jpg'],
  );
});

test('what leads to no photo says why, in its place', async () => {
  const inputs = await collectInputs([at('missing.jpg'), at('empty'), at('x*.jpg'), at('b2.jpg')]);
  const errors = inputs.map((input) => ('error' in input ? input.error : ''));
  assert.match(errors[0]!, /missing\.jpg: no such file or folder/);
  assert.match(errors[1]!, /empty: no photo in this folder or below it\. Expected files that end in jpg, jpeg/);
  assert.match(errors[2]!, /x\*\.jpg: no file matches this pattern/);
  assert.equal(errors[3], '');
});
