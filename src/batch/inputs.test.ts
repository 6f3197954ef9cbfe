import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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
  const { all: inputs } = await collectInputs([folder]);
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
  const { all: inputs } = await collectInputs([phone]);
  assert.deepEqual(
    inputs.map((input) => 'relative' in input && input.relative),
    ['IMG_1.HEIC', 'IMG_2.JPG'],
  );
});

test('a file is taken at its word, brackets and all', async () => {
  const { all } = await collectInputs([at('odd [1].jpg'), at('notes.txt'), '-']);
  assert.deepEqual(
    all.map((input) => 'path' in input && [input.name, input.path, input.relative, input.typed]),
    [
      [at('odd [1].jpg'), at('odd [1].jpg'), 'odd [1].jpg', true],
      [at('notes.txt'), at('notes.txt'), 'notes.txt', true],
      ['-', '-', '-', true],
    ],
  );
});

test('a pattern gives what matches, and nothing is looked at twice', async () => {
  const { all: inputs } = await collectInputs([at('b10.jpg'), at('b*.jpg'), folder]);
  assert.deepEqual(
    inputs.map((input) => 'relative' in input && input.relative),
    ['b10.jpg', 'b2.jpg', 'A.JPEG', 'deep/er/c.png', 'odd [1].jpg'],
  );
});

test('what leads to no photo says why, in its place', async () => {
  const { all: inputs } = await collectInputs([at('missing.jpg'), at('empty'), at('x*.jpg'), at('b2.jpg')]);
  const errors = inputs.map((input) => ('error' in input ? input.error : ''));
  assert.match(errors[0]!, /missing\.jpg: no such file or folder/);
  assert.match(errors[1]!, /empty: no photo in this folder or below it\. Expected files that end in jpg, jpeg/);
  assert.match(errors[2]!, /x\*\.jpg: no file matches this pattern/);
  assert.equal(errors[3], '');
});

test('pictures are told by their first bytes, and what else could show faces is counted', async (t) => {
  const mixed = await mkdtemp(join(tmpdir(), 'farface-inputs-'));
  t.after(() => rm(mixed, { recursive: true }));
  const jpeg = Buffer.from('ffd8ffe000104a464946', 'hex');
  for (const name of ['x.mpo', 'x.bmp', 'noending', '.hidden.jpg', 'notes.txt'])
    await writeFile(join(mixed, name), jpeg);
  const others = { 'a.mp4': '\0\0\0\x18ftypisom', 'b.MP4': 'x', 'real.bmp': 'BM123', 'scan.pdf': '%PDF', raw: '???' };
  for (const [name, content] of Object.entries(others)) await writeFile(join(mixed, name), content);
  await writeFile(join(mixed, 'raw.dng'), Buffer.from('49492a0008000000', 'hex'));
  for (const name of ['b.md', 'c.json', '.DS_Store']) await writeFile(join(mixed, name), 'text');
  await writeFile(join(mixed, '._noending'), Buffer.from('00051607000200004d6163204f532058', 'hex'));
  await symlink(join(mixed, 'gone'), join(mixed, 'broken.jpg'));
  const { all, others: passed } = await collectInputs([mixed]);
  assert.deepEqual(all.map((input) => 'relative' in input && input.relative).sort(), [
    '.hidden.jpg',
    'noending',
    'notes.txt',
    'x.bmp',
    'x.mpo',
  ]);
  assert.deepEqual([...passed.kinds].sort(), [
    ['.bmp', 1],
    ['.dng', 1],
    ['.mp4', 2],
    ['.pdf', 1],
    ['broken links', 1],
    ['without an ending', 1],
  ]);
  assert.match(passed.text!, /^7 other files not looked at: \.bmp, \.dng, \.mp4 \(2\), \.pdf, broken links, without/);
});

test('links that lead in a circle do no harm, and a folder that links lead to is looked into once', async (t) => {
  const tree = await mkdtemp(join(tmpdir(), 'farface-inputs-'));
  t.after(() => rm(tree, { recursive: true }));
  for (const name of ['a', 'b']) await mkdir(join(tree, name));
  await writeFile(join(tree, 'b', '1.jpg'), '');
  await symlink(tree, join(tree, 'a', 'up'));
  await symlink(join(tree, 'b'), join(tree, 'a', 'beside'));
  const { all } = await collectInputs([tree]);
  assert.deepEqual(
    all.map((input) => 'relative' in input && input.relative),
    ['b/1.jpg'],
  );
});

test('folders that may not be read are told', { skip: process.getuid?.() === 0 && 'root may read all' }, async (t) => {
  const tree = await mkdtemp(join(tmpdir(), 'farface-inputs-'));
  await mkdir(join(tree, 'closed'));
  await chmod(join(tree, 'closed'), 0);
  t.after(async () => {
    await chmod(join(tree, 'closed'), 0o700);
    await rm(tree, { recursive: true });
  });
  const { all } = await collectInputs([tree]);
  assert.match('error' in all[0]! ? all[0].error : '', /closed: no permission to read this folder/);
});

test('a base gives the same way to a photo, however it was named', async () => {
  const deep = async (typed: string) => {
    const { all } = await collectInputs([typed], { base: folder });
    return all.map((input) => ('relative' in input ? input.relative : input.error));
  };
  assert.deepEqual(await deep(at('deep')), ['deep/er/c.png']);
  assert.deepEqual(await deep(at('deep/er/c.png')), ['deep/er/c.png']);
  const { all } = await collectInputs([at('b2.jpg')], { base: at('deep') });
  assert.match('error' in all[0]! ? all[0].error : '', /b2\.jpg: does not lie below .*deep\. Name a folder .*--base/);
});
