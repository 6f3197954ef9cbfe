import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

const folder = await mkdtemp(join(tmpdir(), 'farface-show-'));
after(() => rm(folder, { recursive: true }));

test('draws the worst photos first, and goes on past one that cannot be read', async () => {
  await mkdir(join(folder, 'photos', 'march'), { recursive: true });
  const grey = sharp({ create: { width: 320, height: 240, channels: 3, background: '#808080' } });
  for (const name of ['good', 'poor', 'worst'])
    await grey
      .clone()
      .jpeg()
      .toFile(join(folder, 'photos', 'march', `${name}.jpg`));
  await writeFile(join(folder, 'photos', 'march', 'worst.jpg'), 'no picture');
  const faces = [
    [0, 10],
    [1, 10],
    [2, 10],
    [2, 60],
  ] as const;
  await writeFile(
    join(folder, 'faces.json'),
    JSON.stringify({
      images: ['good', 'poor', 'worst'].map((name, id) => ({ id, file_name: `march/${name}.jpg` })),
      categories: [{ id: 1, name: 'face' }],
      annotations: faces.map(([image_id, x]) => ({ image_id, category_id: 1, bbox: [x, 10, 9, 11] })),
    }),
  );
  const lines = [
    '{"image":"march/good.jpg","faces":[{"box":{"x":10,"y":10,"width":9,"height":11},"score":0.9}]}',
    '{"image":"march/poor.jpg","faces":[]}',
    '{"image":"march/worst.jpg","faces":[]}',
  ];
  await writeFile(join(folder, 'faces.jsonl'), `${lines.join('\n')}\n`);

  const words = ['--data', 'photos', '--annotations', 'faces.json', '--predictions', 'faces.jsonl', '--out', 'shown'];
  const { code, out, errors } = await new Promise<{ code: unknown; out: string; errors: string }>((resolve) => {
    execFile(process.execPath, ['--import', TSX, MAIN, 'show', ...words], { cwd: folder }, (error, out, errors) =>
      resolve({ code: error?.code ?? 0, out, errors }),
    );
  });
  assert.equal(code, 1, errors);
  assert.match(errors, /farface: .*worst\.jpg: is not a picture/);
  assert.match(out, /^all 3 photos, detections with score ≥ 0\.900:\n1 faces found, 3 missed, no false alarms\n/);
  assert.match(out, /\n8–12 px tall +3 of +4 +75 %\n/);
  // The photo without an error is not drawn, the unreadable one cannot be.
  const drawn = ['.farface-files.jsonl', '002-march-poor.jpg', 'contact-sheet-1.jpg'];
  assert.deepEqual((await readdir(join(folder, 'shown'))).sort(), drawn);
  const { width, format } = await sharp(join(folder, 'shown', '002-march-poor.jpg')).metadata();
  assert.deepEqual([width, format], [800 + 10 + 460, 'jpeg']);
});
