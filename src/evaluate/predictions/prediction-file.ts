import { appendFile, mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '../../errors/errors.js';
import { parsePredictionLine } from './json-lines.js';
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
    await mkdir(folder, { recursive: true });
    const path = join(folder, PREDICTIONS_FILE);
    const text = await readIfThere(path);
    const made = JSON.stringify(settings);
    const before = await readIfThere(join(folder, SETTINGS_FILE));
    if (text !== '' && before.trim() !== made) {
      throw new InputError(
        `${path}: was made in another way (${before.trim() || 'unknown'}) than asked for now (${made}). Choose another folder with --out, or delete the file.`,
      );
    }
    await writeFile(join(folder, SETTINGS_FILE), `${made}\n`);
    // An interrupted run may have left half a line: what follows must not be glued to it.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
    return new PredictionFile(path, new Set(whole.split('\n').flatMap(doneImage)));
  }

  /** Adds a line, see `predictionLine` and `failureLine`. */
  async append(line: string): Promise<void> {
    await appendFile(this.path, `${line}\n`);
  }
}

function doneImage(text: string): string[] {
  const line = parsePredictionLine(text);
  return typeof line !== 'string' && 'faces' in line ? [line.image] : [];
}

async function readIfThere(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new InputError(`${path}: cannot be read: ${error.message}`);
  });
}
