import { join } from 'node:path';
import { InputError } from '../errors/errors.js';
import { readMat } from './mat.js';
import { cellsOf, rowsOf, textOf, variable } from './mat-values.js';

/** The three sets of faces that WIDER FACE is scored on. Each holds the one before. */
export const DIFFICULTIES = ['easy', 'medium', 'hard'] as const;
export type Difficulty = (typeof DIFFICULTIES)[number];

/** Of each set the faces, counted from 0, of each photo, `EVENT/NAME`. */
export type DifficultySets = Readonly<Record<Difficulty, ReadonlyMap<string, readonly number[]>>>;

/**
 * Reads `wider_{easy,medium,hard}_val.mat` in `folder`: cells of events, in each of them cells of photos, in each of them
 * `gt_list` `[faces, 1]`, the numbers, from 1, of the faces that count.
 *
 * @throws InputError that names the file and what is wrong with it.
 */
export async function readDifficultySets(folder: string): Promise<DifficultySets> {
  const [easy, medium, hard] = await Promise.all(
    DIFFICULTIES.map((difficulty) => readSet(join(folder, `wider_${difficulty}_val.mat`))),
  );
  return { easy: easy!, medium: medium!, hard: hard! };
}

async function readSet(path: string): Promise<Map<string, number[]>> {
  const variables = await readMat(path);
  const list = (name: string) => cellsOf(variable(variables, name, path), `${path}, ${name}`);
  const files = list('file_list');
  const faces = list('gt_list');
  const set = new Map<string, number[]>();
  list('event_list').forEach((event, e) => {
    const eventName = textOf(event, `${path}, event ${e + 1}`);
    const eventFaces = cellsOf(faces[e], `${path}, ${eventName}`);
    cellsOf(files[e], `${path}, ${eventName}`).forEach((file, p) => {
      const key = `${eventName}/${textOf(file, `${path}, ${eventName}, photo ${p + 1}`)}`;
      const numbers = rowsOf(eventFaces[p], 1, `${path}, ${key}`).map(([number]) => number!);
      if (!numbers.every((number) => Number.isInteger(number) && number >= 1)) {
        throw new InputError(`${path}, ${key}: expected the numbers of faces, from 1.`);
      }
      set.set(
        key,
        numbers.map((number) => number - 1),
      );
    });
  });
  return set;
}
