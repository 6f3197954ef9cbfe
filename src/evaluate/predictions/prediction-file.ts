import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors/errors.js';
import { parseFacesLine } from '../../formats/faces-lines.js';
import { makeFolder } from '../../runtime/folders.js';
import { readLines } from '../../runtime/lines.js';
import { PREDICTIONS_FILE } from './read.js';

/** How the predictions in a folder were made. */
const SETTINGS_FILE = 'detection.json';

/** What decides what is found: predictions made in different ways must not end up in one file. */
export type DetectionSettings = Readonly<Record<string, string | number | null>>;

/** The predictions of a run that may be interrupted and goes on where it was: `FOLDER/predictions.jsonl`. */
export class PredictionFile {
  private constructor(
    readonly path: string,
    /** The photos, as `image` names them, that are done; those that failed are to be tried again. */
    readonly done: ReadonlySet<string>,
  ) {}

  /**
   * Opens the folder's file, or begins one.
   *
   * @throws InputError where it was made with other settings
   */
  static async open(folder: string, settings: DetectionSettings): Promise<PredictionFile> {
    await makeFolder(folder);
    const path = join(folder, PREDICTIONS_FILE);
    const bytes = await dropTornLine(path);
    const made = JSON.stringify(settings);
    const before = await readIfThere(join(folder, SETTINGS_FILE));
    if (bytes > 0 && before.trim() !== made) {
      throw new InputError(
        `${path}: was made in another way (${before.trim() || 'unknown'}) than asked for now (${made}). Choose another folder with --out, or delete the file.`,
      );
    }
    await writeFile(join(folder, SETTINGS_FILE), `${made}\n`);
    const done = new Set<string>();
    if (bytes > 0) for await (const { text } of readLines(path)) for (const image of doneImage(text)) done.add(image);
    return new PredictionFile(path, done);
  }

  /** Adds a line, see `facesLine`. */
  async append(line: string): Promise<void> {
    await appendFile(this.path, `${line}\n`);
  }
}

function doneImage(text: string): string[] {
  try {
    const line = parseFacesLine(text, '');
    return 'faces' in line ? [line.image] : [];
  } catch {
    // Its photo is looked at again.
    return [];
  }
}

const NEWLINE = 10;
const BLOCK = 65_536;

/**
 * Takes off half a line that an interrupted run left: what follows must not be glued to it.
 *
 * @returns the bytes of the file then; 0 where there is none
 */
async function dropTornLine(path: string): Promise<number> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new InputError(`${path}: cannot be read: ${error.message}. Choose another folder with --out.`);
  });
  if (!file) return 0;
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(BLOCK);
    let whole = 0;
    for (let end = size; end > 0 && whole === 0; end -= BLOCK) {
      const start = Math.max(0, end - BLOCK);
      await file.read(block, 0, end - start, start);
      const at = block.subarray(0, end - start).lastIndexOf(NEWLINE);
      if (at >= 0) whole = start + at + 1;
    }
    if (whole < size) await file.truncate(whole);
    return whole;
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new InputError(`${path}: cannot be read: ${error.message}. Choose another folder with --out.`);
  });
}
