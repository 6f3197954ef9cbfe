import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { InputError } from '../../errors/errors.js';
import { Spool } from '../../spool/spool.js';
import { smallDisk, withoutSmallDisk } from '../../spool/testing/small-disk.js';
import { heals, passing } from '../healing.js';
import { FolderStore } from '../store/folder-store.js';
import { stubLooked, stubRun } from '../testing/stub-run.js';
import { doPhoto, type PhotoTools } from './do-photo.js';

const skip = withoutSmallDisk();
const folder = await mkdtemp(join(tmpdir(), 'farface-full-'));
const [from, to, way] = [join(folder, 'in'), join(folder, 'out'), join(folder, 'way')];
for (const place of [from, to, way]) await mkdir(place, { mode: 0o700 });
after(() => rm(folder, { recursive: true }));
const photos = new FolderStore(from);
const results = new FolderStore(to);
const tools: PhotoTools = {
  ...{ run: stubRun(), photos, results, signal: new AbortController().signal },
  patience: { total: 30, first: 1, longest: 4 },
  folder: async () => assert.fail('no video is here'),
  look: async ({ bytes, name }) => ({
    ...stubLooked(bytes, name),
    picture: { data: Buffer.alloc(60_000, bytes), type: 'image/jpeg', converted: false },
  }),
};
const filesIn = async (place: string) =>
  (await readdir(place, { recursive: true, withFileTypes: true })).flatMap((one) => (one.isFile() ? one.name : []));

/** Named, of the disk, and tried again once there may be room. */
const noRoom = (name: RegExp) => (error: Error) =>
  name.test(error.message) && /space|full/i.test(error.message) && heals(error);

test('where the disk of the results is full no half of one is left, and it is done once there is room', {
  skip,
}, async (t) => {
  t.after(smallDisk(to, 131_072));
  await writeFile(join(from, 'a.jpg'), 'a');
  const version = (await photos.read('a.jpg'))!.version;
  await results.write('filler', Buffer.alloc(90_000));
  const filler = await readFile(join(to, 'filler'));
  await assert.rejects(doPhoto('a.jpg', version, tools), noRoom(/out\/a\.jpg: cannot be written/));
  assert.deepEqual(await filesIn(to), ['filler']);
  assert.deepEqual(await readFile(join(to, 'filler')), filler);
  // A file that is there stays whole where its next version has no room.
  await assert.rejects(results.write('filler', Buffer.alloc(120_000, 1)), noRoom(/filler: cannot be written/));
  assert.deepEqual(await readFile(join(to, 'filler')), filler);
  await results.remove('filler');
  assert.equal((await doPhoto('a.jpg', version, tools)).before, false);
  assert.deepEqual((await filesIn(to)).sort(), ['a.jpg', 'a.jpg.json']);
});

test('where there is room for the picture and not for its mark there is no result', { skip }, async (t) => {
  t.after(smallDisk(to, 131_072));
  await writeFile(join(from, 'a.jpg'), 'a');
  const filling = Object.assign(new FolderStore(to), {
    write: async (key: string, bytes: Uint8Array) => {
      if (key.endsWith('.json')) await writeFile(join(to, 'other'), Buffer.alloc(131_072)).catch(() => {});
      await results.write(key, bytes);
    },
  });
  await assert.rejects(
    doPhoto('a.jpg', 'v', { ...tools, results: filling }),
    noRoom(/a\.jpg\.json: cannot be written/),
  );
  assert.deepEqual(await filesIn(to), ['other']);
});

test('where the disk for videos on their way is full the video waits for others, and nothing of it is left', {
  skip,
}, async (t) => {
  t.after(smallDisk(way, 65_536));
  await writeFile(join(from, 'walk.mp4'), Buffer.alloc(200_000));
  const spool = await Spool.open(way);
  t.after(() => spool.end());
  const video = { ...tools, folder: () => spool.folder() };
  await assert.rejects(doPhoto('walk.mp4', 'v', video), noRoom(/walk\.mp4|no room|disk/));
  assert.deepEqual(
    (await filesIn(way)).filter((name) => name === 'source' || name === 'result'),
    [],
  );
  assert.deepEqual(await filesIn(to), []);
});

test('what an earlier try left, and cannot be removed, is told with why the photo failed', async () => {
  await writeFile(join(from, 'a.jpg'), 'a');
  await results.write('a.jpg', Buffer.from('left'));
  const refusing = (error: Error) =>
    Object.assign(new FolderStore(to), {
      remove: async () => {
        throw error;
      },
    });
  const unsure = {
    ...tools,
    look: async () => {
      throw new InputError('a.jpg: the check still finds 1 face.');
    },
  };
  const forGood = { ...unsure, results: refusing(new InputError('out/a.jpg: cannot be removed: AccessDenied.')) };
  await assert.rejects(doPhoto('a.jpg', 'v', forGood), (error: Error) => {
    assert.match(error.message, /still finds 1 face\. What an earlier try left .* no result: .*AccessDenied/);
    return !heals(error);
  });
  // Another try may remove it: the photo is not done with.
  const forNow = { ...unsure, results: refusing(passing('out/a.jpg: cannot be removed: SlowDown.')) };
  await assert.rejects(doPhoto('a.jpg', 'v', forNow), (error: Error) => heals(error));
  await assert.rejects(doPhoto('a.jpg', 'v', unsure), { message: 'a.jpg: the check still finds 1 face.' });
  assert.deepEqual(await filesIn(to), []);
});
