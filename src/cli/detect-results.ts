import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { failureLine, predictionLine } from '../evaluate/predictions/json-lines.js';
import type { Face } from '../geometry/face.js';

/** What became of one photo. `image` is its name as the user would give it. */
export type PhotoResult =
  | { readonly image: string; readonly width: number; readonly height: number; readonly faces: Face[] }
  | { readonly image: string; readonly error: string };

/** One line of JSON, as `farface evaluate` and `farface redact` read it too. */
export function jsonLine(result: PhotoResult): string {
  return 'error' in result ? failureLine(result.image, result.error) : predictionLine(result.image, result);
}

/** One line for a person, as in `crowd.jpg  1024 × 768  37 faces, 6–48 px tall`. */
export function textLine(result: PhotoResult): string {
  if ('error' in result) return result.error;
  const { image, width, height, faces } = result;
  const heights = faces.map(({ box }) => Math.round(box.height));
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const tall = faces.length === 0 ? '' : `, ${least === most ? least : `${least}–${most}`} px tall`;
  return `${image}  ${width} × ${height}  ${count(faces.length, 'face')}${tall}`;
}

/** As in `1 face`, `3 faces`, `no faces`. */
export function count(number: number, noun: string): string {
  return `${number === 0 ? 'no' : number} ${noun}${number === 1 ? '' : 's'}`;
}

/**
 * Writes WIDER FACE's official prediction file, `EVENT/NAME.txt` below `folder`: the photo's name, the number of faces,
 * then `x y width height score` a face, best first. The event is the folder that holds the photo.
 */
export async function writeWiderPredictions(folder: string, photo: string, faces: readonly Face[]): Promise<void> {
  const path = resolve(photo);
  const name = basename(path, extname(path));
  const file = join(folder, basename(dirname(path)), `${name}.txt`);
  const lines = faces.map(({ box, score }) =>
    [...[box.x, box.y, box.width, box.height].map((value) => round(value, 3)), round(score, 6)].join(' '),
  );
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${[name, faces.length, ...lines].join('\n')}\n`);
}

function round(value: number, decimals: number): number {
  const factor = 10 ** decimals;
  return Math.round(value * factor) / factor;
}
