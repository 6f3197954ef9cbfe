import { basename, dirname, extname, join, resolve } from 'node:path';
import { type PhotoFaces, rounded } from './photo-faces.js';

/**
 * WIDER FACE's official prediction file of one photo: its name, the number of faces, then `x y width height score` a
 * face, best first.
 */
export function widerText({ image, faces }: PhotoFaces): string {
  const lines = faces.map(({ box, score }) =>
    [...[box.x, box.y, box.width, box.height].map((side) => rounded(side, 3)), rounded(score, 6)].join(' '),
  );
  return `${[nameOf(image), faces.length, ...lines].join('\n')}\n`;
}

/** Where the benchmark looks for it: `EVENT/NAME.txt`. The event is the folder that holds the photo. */
export function widerFile(image: string): string {
  return join(basename(dirname(resolve(image))), `${nameOf(image)}.txt`);
}

function nameOf(image: string): string {
  return basename(image, extname(image));
}
