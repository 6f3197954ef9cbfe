import { basename, join } from 'node:path';
import type { Face } from '../../geometry/face.js';
import { readTextFile } from '../../runtime/text.js';
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
    const texts = await Promise.all(batch.map((file) => readTextFile(join(folder, file), 'predictions')));
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

/**
 * Reads one such file, or several of them one after the other in one file, as FDDB has them: then each begins with its
 * photo's path.
 */
export async function readTextOf(path: string, index: PhotoIndex, problems: Problems): Promise<Map<string, Face[]>> {
  const predictions = new Map<string, Face[]>();
  const lines = linesOf(await readTextFile(path, 'predictions'));
  for (let line = 0; line < lines.length; ) {
    const [name, count] = [lines[line]!.trim(), lines[line + 1]?.trim() ?? ''];
    const rows = lines.slice(line + 2, line + 2 + (/^\d+$/.test(count) ? Number(count) : 0));
    const where = `${path}:${line + 2}`;
    if (!isCount(count, rows.length)) {
      problems.add('malformed', `${where}: expected a number of faces and as many lines, found "${count}"`);
    }
    const alone = line === 0 && line + 2 + rows.length >= lines.length;
    const key = (alone ? (index.find(path) ?? index.find(basename(path))) : undefined) ?? index.find(name);
    if (key === undefined) problems.add('unknownPhoto', `${path}:${line + 1}: ${name}`);
    else if (predictions.has(key)) problems.add('predictedTwice', `${path}:${line + 1}: ${name}`);
    else predictions.set(key, parseRows(rows, path, line + 3, problems));
    // What follows something that is no count cannot be told apart.
    line = rows.length === 0 && count !== '0' ? lines.length : line + 2 + rows.length;
  }
  return predictions;
}

function parseTextPrediction(text: string, file: string, problems: Problems): Face[] {
  const [, count = '', ...rows] = linesOf(text);
  if (!isCount(count.trim(), rows.length)) {
    problems.add('malformed', `${file}:2: says "${count.trim()}" faces, ${rows.length} lines follow`);
  }
  return parseRows(rows, file, 3, problems);
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines;
}

function isCount(text: string, rows: number): boolean {
  return /^\d+$/.test(text) && Number(text) === rows;
}

/** @param first number of the first row's line in the file */
function parseRows(rows: readonly string[], file: string, first: number, problems: Problems): Face[] {
  return rows.flatMap((row, index) => {
    const where = `${file}:${index + first}`;
    const [x, y, width, height, score] = row.trim().split(/\s+/).map(Number);
    if (score === undefined) {
      problems.add('malformed', `${where}: expected x y width height score`);
      return [];
    }
    return checkedFace({ x: x!, y: y!, width: width!, height: height!, score }, where, problems) ?? [];
  });
}
