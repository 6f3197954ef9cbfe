import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import type { AnnotatedPhoto } from '../../datasets/annotations.js';
import { InputError } from '../../errors/errors.js';
import type { Predictions } from '../ranking.js';
import { type CocoResultOptions, readCocoResults } from './coco-results.js';
import { readJsonPredictions } from './json-lines.js';
import { PhotoIndex, photoKey } from './photo-index.js';
import type { Problems } from './problems.js';
import { readTextOf, readTextPredictions } from './text.js';

/** The file in which detection leaves what it found. */
export const PREDICTIONS_FILE = 'predictions.jsonl';

/**
 * Reads predictions: a file of JSON lines, a folder that holds `predictions.jsonl`, WIDER FACE's official text files as
 * one `.txt` or a folder of `EVENT/NAME.txt` at any depth, or COCO's results as `.json`.
 *
 * @param photos all photos of the data set, so that predictions for others are noticed
 * @throws InputError where `path` holds no predictions
 * @example
 * const { photos } = await openCoco('annotations.json', 'photos/');
 * const problems = new Problems();
 * const predictions = await readPredictions('results.json', photos, problems, { annotations: 'annotations.json' });
 * for (const { meaning, count } of problems.list()) console.error(`${count} ${meaning}`);
 */
export async function readPredictions(
  path: string,
  photos: readonly AnnotatedPhoto[],
  problems: Problems,
  coco: CocoResultOptions = {},
): Promise<Predictions> {
  const index = new PhotoIndex(photos);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InputError(`${path}: no such file or folder. Give predictions to score.`);
  if (!found.isDirectory()) {
    if (/\.txt$/i.test(path)) return readTextOf(path, index, problems);
    if (/\.json$/i.test(path)) return readCocoResults(path, index, problems, coco);
    return readJsonPredictions(path, index, problems);
  }
  const own = join(path, PREDICTIONS_FILE);
  if ((await stat(own).catch(() => undefined))?.isFile()) return readJsonPredictions(own, index, problems);
  const files = await glob(['**/*.txt'], { cwd: path });
  if (files.length === 0) {
    throw new InputError(`${path}: holds no predictions; expected EVENT/NAME.txt or ${PREDICTIONS_FILE} in it.`);
  }
  return readTextPredictions(path, files.sort(), index, problems);
}

/** Notes the photos that predictions lack. */
export function noteMissing(predictions: Predictions, photos: readonly AnnotatedPhoto[], problems: Problems): void {
  for (const photo of photos) if (!predictions.has(photoKey(photo))) problems.add('noPrediction', photoKey(photo));
}
