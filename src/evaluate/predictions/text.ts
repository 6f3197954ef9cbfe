import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Face } from '../../geometry/face.js';
import { checkedFace } from './checked-face.js';
import type { PhotoIndex } from './photo-index.js';
import type { Problems } from './problems.js';

/** Files read at once. */
const BATCH = 64;

/**
 * Reads WIDER FACE's official prediction files, `…/EVENT/NAME.txt`: a line with the photo's name, one with the number of
 * faces, then `x y width height score` a face. More numbers in a line are landmarks and the like, and are not read.
 *
 * @param files paths below `folder`
 */
export async function readTextPredictions(
  folder: string,
  files: readonly string[],
  index: PhotoIndex,
  problems: Problems,
): Promise<Map<string, Face[]>> {
  const predictions = new Map<string, Face[]>();
  for (let start = 0; start < files.length; start += BATCH) {
    const batch = files.slice(start, start + BATCH);
    const texts = await Promise.all(batch.map((file) => readFile(join(folder, file), 'utf8')));
    texts.forEach((text, position) => {
      const file = batch[position]!;
      const key = index.find(file);
      if (key === undefined) problems.add('unknownPhoto', file);
      else if (predictions.has(key)) problems.add('predictedTwice', file);
      else predictions.set(key, parseTextPrediction(text, file, problems));
    });
  }
  return predictions;
}

function parseTextPrediction(text: string, file: string, problems: Problems): Face[] {
  const lines = text.split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  const count = lines[1]?.trim() ?? '';
  const rows = lines.slice(2);
  if (!/^\d+$/.test(count) || Number(count) !== rows.length) {
    problems.add('malformed', `${file}:2: says "${count}" faces, ${rows.length} lines follow`);
  }
  return rows.flatMap((row, index) => {
    const where = `${file}:${index + 3}`;
    const [x, y, width, height, score] = row.trim().split(/\s+/).map(Number);
    if (score === undefined) {
      problems.add('malformed', `${where}: expected x y width height score`);
      return [];
    }
    return checkedFace({ x: x!, y: y!, width: width!, height: height!, score }, where, problems) ?? [];
  });
}
