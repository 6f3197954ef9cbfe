import assert from 'node:assert/strict';
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { collectInputs, type PhotoInput } from './inputs.js';
import { RedactedFiles, withoutOwnResults } from './redacted-files.js';

const folder = await realpath(await mkdtemp(join(tmpdir(), 'farface-places-')));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
for (const name of ['a.jpg', 'b.png', 'b.redacted.png', 'lone.redacted.jpg', 'deep/a.jpg', 'out/a.jpg']) {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), '');
}
await symlink(at('a.jpg'), at('link.jpg'));
await symlink(folder, at('loop'));

const input = (name: string, relative = name): PhotoInput => ({ name, path: at(name), relative });

test('beside the photo, in a folder that keeps its structure, or in its place', () => {
  const photos = [at('a.jpg'), at('deep/a.jpg')];
  assert.equal(new RedactedFiles('beside', photos).place(input('deep/a.jpg')), at('deep/a.redacted.jpg'));
  assert.equal(new RedactedFiles({ out: at('new') }, photos).place(input('deep/a.jpg')), at('new/deep/a.jpg'));
  assert.equal(new RedactedFiles('in place', photos).place(input('a.jpg')), at('a.jpg'));
  assert.equal(new RedactedFiles('in place', photos).place(input('link.jpg')), at('a.jpg'));
  assert.equal(
    new RedactedFiles('in place', photos).place(input('loop/a.jpg')),
    at('loop/a.jpg'),
    'as the user calls it',
  );
});

test('photos of the same name get files of their own', () => {
  const files = new RedactedFiles({ out: at('new') }, []);
  assert.equal(files.place(input('a.jpg')), at('new/a.jpg'));
  assert.equal(files.place(input('deep/a.jpg', 'a.jpg')), at('new/a-2.jpg'));
});

test('no photo is replaced, through links neither', () => {
  const photos = [at('a.jpg'), at('deep/a.jpg')];
  for (const out of [folder, at('loop')]) {
    const files = new RedactedFiles({ out }, photos);
    assert.throws(() => files.place(input('deep/a.jpg', 'a.jpg')), /deep\/a\.jpg: .*replace the photo .*a\.jpg.*--out/);
  }
});

test('in place, a photo is redacted once, however many links lead to it', async () => {
  const inputs = await collectInputs(['a.jpg', 'link.jpg', 'loop/a.jpg', 'b.png'].map(at));
  assert.deepEqual(
    withoutOwnResults(inputs, [], 'in place').map(({ name }) => name),
    [at('a.jpg'), at('b.png')],
  );
});

test('a second run does not redact what the first one made', async () => {
  const names = async (typed: string[], destination: ConstructorParameters<typeof RedactedFiles>[0]) =>
    withoutOwnResults(await collectInputs(typed), typed, destination).map(({ name }) => basename(name));
  const photos = ['a.jpg', 'b.png', 'b.redacted.png', 'lone.redacted.jpg'].map(at);
  assert.deepEqual(await names([at('{a,b,lone}*.*')], 'beside'), ['a.jpg', 'b.png', 'lone.redacted.jpg']);
  assert.deepEqual(await names(photos, 'beside'), ['a.jpg', 'b.png', 'b.redacted.png', 'lone.redacted.jpg']);
  assert.deepEqual(await names([at('out'), at('a.jpg')], { out: at('out') }), ['a.jpg']);
});
