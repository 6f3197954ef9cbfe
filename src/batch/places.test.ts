import assert from 'node:assert/strict';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readFile,
  realpath,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { assign } from './assign.js';
import { collectInputs, type PhotoInput } from './inputs.js';
import { type Destination, type PlaceOptions, Places } from './places.js';

const folder = await realpath(await mkdtemp(join(tmpdir(), 'farface-places-')));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
for (const name of ['a.jpg', 'b.png', 'b.redacted.png', 'lone.redacted.jpg', 'deep/a.jpg', 'hard/a.jpg']) {
  await mkdir(dirname(at(name)), { recursive: true });
  await writeFile(at(name), name);
}
await symlink(at('a.jpg'), at('link.jpg'));
await symlink(folder, at('loop'));
await link(at('hard/a.jpg'), at('hard/b.jpg'));

const input = (name: string, relative = name): PhotoInput => ({ name, path: at(name), relative });
const SUFFIX = { suffix: '.redacted' };

/** The files that photos get, or why one gets none; each is written with what `made` says. */
async function run(photos: readonly PhotoInput[], destination: Destination, options: PlaceOptions = {}, made?: string) {
  const places = await Places.open(destination, photos, options);
  try {
    const tasks = await assign(places.inputs, (photo) => places.place(photo));
    for (const task of tasks)
      if ('output' in task && made !== undefined) await places.write(task, task.output, Buffer.from(made));
    return tasks.map((task) => ('error' in task ? task.error : task.output));
  } finally {
    await places.close();
  }
}

test('beside the photo, in a folder that keeps its structure, or in its place', async () => {
  const photo = input('deep/a.jpg');
  assert.deepEqual(await run([photo], 'beside', SUFFIX), [at('deep/a.redacted.jpg')]);
  assert.deepEqual(await run([photo], { out: at('new') }), [at('new/deep/a.jpg')]);
  assert.deepEqual(await run([input('a.jpg')], 'in place'), [at('a.jpg')]);
  assert.deepEqual(await run([input('link.jpg')], 'in place'), [at('a.jpg')]);
  assert.deepEqual(await run([input('loop/a.jpg')], 'in place'), [at('loop/a.jpg')], 'as the user calls it');
});

test('photos of the same name get files of their own, and keep them whichever is redone', async () => {
  const photos = [input('a.jpg'), input('deep/a.jpg', 'a.jpg')];
  const files = [at('alike/a.jpg'), at('alike/a-2.jpg')];
  assert.deepEqual(await run(photos, { out: at('alike') }, {}, '1'), files);
  assert.deepEqual(await run(photos.slice(1), { out: at('alike') }, {}, '2'), files.slice(1));
  assert.equal(await readFile(files[0]!, 'utf8'), '1');
});

test('a part of the photos goes where the whole went, and another photo never takes its place', async () => {
  await run([input('deep/a.jpg')], { out: at('whole') }, {}, '1');
  assert.deepEqual(await run([input('deep/a.jpg', 'a.jpg')], { out: at('whole') }, {}, '2'), [at('whole/deep/a.jpg')]);
  const [other] = await run([input('a.jpg', 'deep/a.jpg')], { out: at('whole') }, {}, '3');
  assert.match(other!, /a\.jpg: .*whole.deep.a\.jpg is the result of another photo, .*--base/);
  const [moved] = await run([input('deep/a.jpg', 'a.jpg')], { out: at('whole') }, { base: at('deep') }, '4');
  assert.match(moved!, /would stay at .*whole.deep.a\.jpg\. Delete that, or choose the --base of that run/);
  assert.equal(await readFile(at('whole/deep/a.jpg'), 'utf8'), '2');
});

test('no photo is replaced, through links neither', async () => {
  const photos = [input('a.jpg'), input('deep/a.jpg', 'a.jpg')];
  for (const out of [folder, at('loop')]) {
    const [first] = await run(photos, { out });
    assert.match(first!, /a\.jpg: .*replace the photo .*a\.jpg.*--out/);
  }
  await mkdir(at('linked'));
  await link(at('deep/a.jpg'), at('linked/a.jpg'));
  assert.match((await run([input('deep/a.jpg', 'a.jpg')], { out: at('linked') }))[0]!, /replace the photo/);
});

test('what is not known as a result stays, wherever it lies', async () => {
  await mkdir(at('mine'));
  await writeFile(at('mine/a.jpg'), 'an original');
  const [refused] = await run([input('a.jpg')], { out: at('mine') }, {}, '1');
  assert.match(refused!, /mine.a\.jpg is there already, and is not known as a result .*--overwrite/);
  assert.equal(await readFile(at('mine/a.jpg'), 'utf8'), 'an original');
  await run([input('a.jpg')], { out: at('mine') }, { overwrite: true }, '1');
  await run([input('a.jpg')], { out: at('mine') }, {}, '2');
  assert.equal(await readFile(at('mine/a.jpg'), 'utf8'), '2');
  await writeFile(at('mine/a.jpg'), 'painted by hand');
  assert.match((await run([input('a.jpg')], { out: at('mine') }, {}, '3'))[0]!, /was changed since farface wrote it/);
  const beside = await run([input('b.png')], 'beside', SUFFIX, '1');
  assert.match(beside[0]!, /b\.redacted\.png is there already/);
});

test('a file that comes while the photo is looked at is not replaced', async () => {
  const places = await Places.open({ out: at('meanwhile') }, [input('a.jpg')]);
  const file = await places.place(input('a.jpg'));
  await writeFile(file, 'by somebody else');
  await assert.rejects(places.write(input('a.jpg'), file, Buffer.from('1')), /changed by somebody else meanwhile/);
  await places.close();
});

test('a second run does not take for photos what the first one made, and nothing else', async () => {
  const names = async (typed: string[], destination: Destination) => {
    const { all } = await collectInputs(typed);
    const places = await Places.open(destination, all, SUFFIX);
    await places.close();
    return places.inputs.map(({ name }) => basename(name));
  };
  await mkdir(at('twice'));
  await writeFile(at('twice/x.jpg'), 'x');
  await writeFile(at('twice/y.redacted.jpg'), 'an original of that name');
  await writeFile(at('twice/y.jpg'), 'y');
  await run([input('twice/x.jpg')], 'beside', SUFFIX, '1');
  await run([input('twice/x.jpg', 'x.jpg')], { out: at('twice/out') }, {}, '1');
  assert.deepEqual(await names([at('twice/*.jpg')], 'beside'), ['x.jpg', 'y.jpg', 'y.redacted.jpg']);
  assert.deepEqual(await names([at('twice/x.redacted.jpg')], 'beside'), ['x.redacted.jpg'], 'typed by its name');
  const all = ['x.jpg', 'x.redacted.jpg', 'y.jpg', 'y.redacted.jpg'];
  assert.deepEqual(await names([at('twice')], { out: at('twice/out') }), all);
  const { all: again } = await collectInputs([at('twice')]);
  const photos = again.flatMap((one) => ('path' in one ? [one] : []));
  const files = await run(photos, { out: at('twice/out') }, {}, '2');
  assert.deepEqual(
    files,
    all.map((name) => at(`twice/out/${name}`)),
    'and replaces it',
  );
});

test('in place, a photo is redacted once, however many links lead to it', async () => {
  const { all } = await collectInputs(['a.jpg', 'link.jpg', 'loop/a.jpg', 'b.png'].map(at));
  assert.deepEqual(
    await run(
      all.flatMap((one) => ('path' in one ? one : [])),
      'in place',
    ),
    [at('a.jpg'), at('b.png')],
  );
});

test('in place, hard links are refused unless all of a photo’s names are given', async () => {
  const [refused] = await run([input('hard/a.jpg')], 'in place');
  assert.match(refused!, /hard.a\.jpg: has 2 names \(hard links\), .*Name them all, or use --out/);
  assert.deepEqual(await run([input('hard/a.jpg'), input('hard/b.jpg')], 'in place', {}, 'hidden'), [
    at('hard/a.jpg'),
    at('hard/b.jpg'),
  ]);
  for (const name of ['hard/a.jpg', 'hard/b.jpg']) assert.equal(await readFile(at(name), 'utf8'), 'hidden');
});

test('who may not see the photo may not see its result; in place its time is kept too', async () => {
  await writeFile(at('private.jpg'), 'p');
  await chmod(at('private.jpg'), 0o600);
  await utimes(at('private.jpg'), 1e9, 1.1e9);
  await run([input('private.jpg')], { out: at('modes') }, {}, '1');
  assert.equal((await stat(at('modes/private.jpg'))).mode & 0o777, 0o600);
  await run([input('private.jpg')], 'in place', {}, '1');
  const { mode, mtimeMs } = await stat(at('private.jpg'));
  assert.deepEqual([mode & 0o777, mtimeMs], [0o600, 1.1e12]);
});

test('two runs do not write into one folder at once', async () => {
  const places = await Places.open({ out: at('busy') }, []);
  await assert.rejects(Places.open({ out: at('busy') }, []), /another run writes it \(process \d+\)/);
  await places.close();
  await (await Places.open({ out: at('busy') }, [])).close();
});
