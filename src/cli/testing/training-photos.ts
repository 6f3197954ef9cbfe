import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { createDetector } from '../../detect/detector.js';

/** One of them, by its name, is held back. */
const EVENT = '22--Picnic';
const PHOTOS = 12;

/** Options of a training command by which it takes two steps with a few regions. */
export const TWO_STEPS = [
  ...['steps=2', 'pairs=2', 'candidates=2'].flatMap((setting) => ['--set', setting]),
  ...['--checkpoint-every', '1', '--evaluate-every', '2', '--threads', '1'],
];

/**
 * Writes a training split in WIDER FACE's layout: copies of a photo of five faces, of which every other one is marked, so
 * that there are faces and non-faces large and small.
 *
 * @param widths of the copies in turn; at 110 pixels its faces are tiny
 */
export async function writeTrainingPhotos(root: string, widths: readonly number[] = [384]): Promise<void> {
  const event = join(root, 'WIDER_train', 'images', EVENT);
  await mkdir(event, { recursive: true });
  await mkdir(join(root, 'wider_face_split'), { recursive: true });
  const demo = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'demo');
  const detector = await createDetector({ threads: 1, verify: false });
  const copies = await Promise.all(
    widths.map(async (width) => {
      const photo = await sharp(join(demo, 'sample1.jpg')).resize(width).jpeg().toBuffer();
      const { faces } = await detector.detect(photo);
      const marked = faces.filter(({ box }, i) => i % 2 === 0 && box.height < 64);
      const rows = marked.map(({ box: { x, y, width, height } }) =>
        [x, y, width, height].map(Math.round).concat([0, 0, 0, 0, 0, 0]).join(' '),
      );
      return { photo, rows };
    }),
  );
  await detector.dispose();
  let annotations = '';
  for (let i = 0; i < PHOTOS; i += 1) {
    const name = `${EVENT}/photo_${String(i).padStart(2, '0')}.jpg`;
    const { photo, rows } = copies[i % copies.length]!;
    await writeFile(join(root, 'WIDER_train', 'images', name), photo);
    annotations += `${name}\n${rows.length}\n${rows.join('\n')}\n`;
  }
  await writeFile(join(root, 'wider_face_split', 'wider_face_train_bbx_gt.txt'), annotations);
}
