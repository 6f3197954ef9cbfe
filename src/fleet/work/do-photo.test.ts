import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, test } from 'node:test';
import { InputError } from '../../errors/errors.js';
import { FolderStore } from '../store/folder-store.js';
import { stubLooked, stubRun } from '../testing/stub-run.js';
import { doPhoto, type PhotoTools } from './do-photo.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-photo-'));
after(() => rm(folder, { recursive: true }));
const photos = new FolderStore(join(folder, 'in'));
const results = new FolderStore(join(folder, 'out'));
const patience = { total: 50, first: 1, longest: 4 };
let looks = 0;
const tools: PhotoTools = {
  ...{ run: stubRun(), photos, results, patience, signal: new AbortController().signal },
  folder: async () => assert.fail('no video is here'),
  look: async ({ bytes, name }) => {
    looks += 1;
    return stubLooked(bytes, name);
  },
};

beforeEach(async () => {
  looks = 0;
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, 'in'), { recursive: true });
  await writeFile(join(folder, 'in/a.jpg'), 'a');
});

async function left(): Promise<string[]> {
  const all = await readdir(join(folder, 'out'), { recursive: true, withFileTypes: true }).catch(() => []);
  return all.flatMap((entry) => (entry.isFile() ? entry.name : [])).sort();
}
const versionOf = async (key: string) => (await photos.read(key))?.version ?? 'none';

test('a photo is done once: the picture first, the mark last', async () => {
  const order: string[] = [];
  const watched = Object.assign(new FolderStore(results.name), {
    write: async (key: string, bytes: Uint8Array) => {
      order.push(key);
      await results.write(key, bytes);
    },
  });
  const version = await versionOf('a.jpg');
  assert.deepEqual(await doPhoto('a.jpg', version, { ...tools, results: watched }), { before: false, faces: 1 });
  assert.deepEqual(order, ['a.jpg', 'a.jpg.json']);
  const mark = JSON.parse(await readFile(join(folder, 'out/a.jpg.json'), 'utf8'));
  assert.equal(mark.line.image, join(folder, 'in/a.jpg'));
  assert.equal(mark.version, version);
  assert.deepEqual(await doPhoto('a.jpg', version, tools), { before: true, faces: 0 });
  assert.equal(looks, 1);
});

test('other options, or another photo of that name, make it anew', async () => {
  await doPhoto('a.jpg', await versionOf('a.jpg'), tools);
  await doPhoto('a.jpg', await versionOf('a.jpg'), { ...tools, run: stubRun({ fingerprint: 'fedcbafedcbafedc' }) });
  assert.equal(looks, 2);
  await writeFile(join(folder, 'in/a.jpg'), 'changed');
  await doPhoto('a.jpg', await versionOf('a.jpg'), { ...tools, run: stubRun({ fingerprint: 'fedcbafedcbafedc' }) });
  assert.equal(looks, 3);
});

test('where redact is not sure there is no picture and no mark, not even an earlier one', async () => {
  const unsure = async () => {
    throw new InputError('a.jpg: the check still finds 1 face.');
  };
  await assert.rejects(doPhoto('a.jpg', 'v', { ...tools, look: unsure }), { message: /still finds/ });
  assert.deepEqual(await left(), []);
  await doPhoto('a.jpg', await versionOf('a.jpg'), tools);
  assert.deepEqual(await left(), ['a.jpg', 'a.jpg.json']);
  const other = { ...tools, run: stubRun({ fingerprint: 'fedcbafedcbafedc' }), look: unsure };
  await assert.rejects(doPhoto('a.jpg', await versionOf('a.jpg'), other), { message: /still finds/ });
  assert.deepEqual(await left(), []);
});

test('a picture that an interrupted try left goes where the photo then fails', async () => {
  await results.write('a.jpg', Buffer.from('left'));
  await assert.rejects(doPhoto('a.jpg', 'v', { ...tools, refusal: 'a.jpg: the worker ended 5 times.' }), {
    message: /5 times/,
  });
  assert.deepEqual(await left(), []);
  assert.equal(looks, 0);
});

test('what the store keeps otherwise than it was written is no result', async () => {
  const lying = Object.assign(new FolderStore(results.name), {
    write: (key: string, bytes: Uint8Array) => results.write(key, key.endsWith('.json') ? bytes : bytes.subarray(1)),
  });
  await assert.rejects(doPhoto('a.jpg', 'v', { ...tools, results: lying }), {
    message: /reads otherwise than it was written/,
  });
  assert.deepEqual(await left(), []);
});

test('no result takes the place of another photo’s', async () => {
  await writeFile(join(folder, 'in/x.heic'), 'heic');
  await writeFile(join(folder, 'in/x.heic.jpg'), 'jpeg');
  await doPhoto('x.heic.jpg', await versionOf('x.heic.jpg'), tools);
  const converting: PhotoTools['look'] = async ({ bytes, name }) => {
    const looked = stubLooked(bytes, name);
    return { ...looked, picture: { ...looked.picture!, converted: true } };
  };
  await assert.rejects(doPhoto('x.heic', 'v', { ...tools, look: converting }), {
    message: /x\.heic\.jpg, which is a photo/,
  });
  assert.deepEqual(await left(), ['x.heic.jpg', 'x.heic.jpg.json']);
  // As on a disk where A.jpg and a.jpg are one.
  await doPhoto('a.jpg', 'v', tools);
  await writeFile(join(folder, 'out/A.jpg.json'), await readFile(join(folder, 'out/a.jpg.json')));
  await assert.rejects(doPhoto('A.jpg', 'v', tools), { message: /would take the place of that of a\.jpg/ });
  await writeFile(join(folder, 'out/a.jpg.json'), 'mine');
  await assert.rejects(doPhoto('a.jpg', 'v', tools), { message: /is no result of farface/ });
  await assert.rejects(doPhoto('.farface/place', 'v', tools), { message: /keeps its own files/ });
});

test('who has lost the photo writes nothing more', async () => {
  const end = new AbortController();
  const look: PhotoTools['look'] = async ({ bytes, name }) => {
    end.abort(new Error('taken over'));
    return stubLooked(bytes, name);
  };
  await assert.rejects(doPhoto('a.jpg', 'v', { ...tools, look, signal: end.signal }), { message: 'taken over' });
  assert.deepEqual(await left(), []);
});

test('a photo that is gone is named, and looked for again by others', async () => {
  await assert.rejects(
    doPhoto('b.jpg', 'v', tools),
    (error: Error) => /b\.jpg: is gone/.test(error.message) && error.cause !== undefined,
  );
});
