import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { InputError } from '../../errors/errors.js';
import { readTextFile } from '../../runtime/text.js';
import type { FindPhoto, ForeignPhoto } from './foreign-photo.js';

/**
 * Reads a folder of YOLO's labels, `…/NAME.txt` for each photo: `class x-centre y-centre width height`, and a confidence where
 * there are six columns. @throws InputError that names the file and the line of what is wrong
 */
export async function readYolo(folder: string, findPhoto: FindPhoto): Promise<ForeignPhoto[]> {
  const files = (await glob(['**/*.txt'], { cwd: folder })).filter((file) => !/(^|\/)classes\.txt$/.test(file)).sort();
  if (files.length === 0) throw new InputError(`${folder}: holds no labels; expected …/NAME.txt in it.`);
  const photos: ForeignPhoto[] = [];
  for (const file of files) {
    const { image, width, height } = await findPhoto(file.replace(/\.txt$/, ''));
    const path = join(folder, file);
    const lines = (await readTextFile(path, 'labels of YOLO')).split(/\r?\n/);
    const boxes = lines.flatMap((line, index) => {
      if (line.trim() === '') return [];
      const [label = '', ...rest] = line.trim().split(/\s+/);
      const [x, y, wide, tall, score] = rest.map(Number);
      const shares = [x, y, wide, tall, ...(score === undefined ? [] : [score])];
      if (
        rest.length < 4 ||
        rest.length > 5 ||
        !/^\d+$/.test(label) ||
        !shares.every((share) => share! >= 0 && share! <= 1)
      ) {
        throw new InputError(
          `${path}:${index + 1}: expected a class, then centre, width and height as shares from 0 to 1, received "${line.slice(0, 60)}".`,
        );
      }
      const box = {
        x: (x! - wide! / 2) * width,
        y: (y! - tall! / 2) * height,
        width: wide! * width,
        height: tall! * height,
      };
      return [{ label, box, ...(score !== undefined && { score }) }];
    });
    photos.push({ image, width, height, boxes });
  }
  return photos;
}
