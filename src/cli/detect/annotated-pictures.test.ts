import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { AnnotatedPictures } from './annotated-pictures.js';

const folder = await mkdtemp(join(tmpdir(), 'farface-annotated-'));
after(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
for (const name of ['a/x.jpg', 'b/x.jpg', 'a/y.gif', 'a/z.TIFF', 'a/w.webp']) {
  await mkdir(join(at(name), '..'), { recursive: true });
  await writeFile(at(name), name);
}

test('each photo gets a picture of its own, in a format that can be written', async () => {
  const photos = ['a/x.jpg', 'b/x.jpg', 'a/y.gif', 'a/z.TIFF', 'a/w.webp'].map((name) => {
    return { name, path: at(name), relative: name.slice(2) };
  });
  const pictures = await AnnotatedPictures.open(at('out'), photos, {});
  await pictures.close();
  assert.deepEqual(
    pictures.tasks.map((task) => 'output' in task && task.output),
    ['x.jpg', 'x-2.jpg', 'y.gif.png', 'z.TIFF.png', 'w.webp'].map((name) => at(`out/${name}`)),
  );
});
