import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../errors/errors.js';
import type { Run } from './run.js';
import { OWN_FOLDER } from './store/store.js';
import type { Looked } from './work/look.js';

/** The keys of a photo's results, which follow from its own. */
export interface ResultKeys {
  readonly picture: string;
  /** A HEIC file's result is a JPEG. */
  readonly converted: string;
  /** Of a video that was looked at, its lines of JSON, one a frame. */
  readonly lines: string;
  /** The JSON that is written last: where it is, the photo is done. */
  readonly mark: string;
}

/** @throws InputError where results of this name would lie among farface's own files */
export function resultKeys(key: string): ResultKeys {
  if (key.startsWith(OWN_FOLDER))
    throw new InputError(`${key}: lies in ${OWN_FOLDER}, where farface keeps its own files.`);
  return { picture: key, converted: `${key}.jpg`, lines: `${key}.jsonl`, mark: `${key}.json` };
}

const markSchema = z.object({
  key: z.string(),
  version: z.string(),
  fingerprint: z.string(),
  picture: z.object({ key: z.string(), sha256: z.string() }).optional(),
});

/** What says that a photo is done, and how. */
export type Mark = z.output<typeof markSchema>;

/**
 * The mark's text: the command's line, and what tells whether it still holds. Nothing in it depends on who made it or when.
 *
 * @param looked the line as `--json` of the command prints it, and what the command warns of
 */
export function markText(
  { key, version, fingerprint, picture }: Mark,
  { line, warnings = [] }: Pick<Looked, 'line' | 'warnings'>,
): string {
  const mark = { key, version, fingerprint, ...(picture && { picture }), ...(warnings.length > 0 && { warnings }) };
  return `{"line":${line},${JSON.stringify(mark).slice(1)}\n`;
}

/** @throws InputError where it is none */
export function readMark(text: Uint8Array, name: string): Mark {
  try {
    return markSchema.parse(JSON.parse(Buffer.from(text).toString()));
  } catch {
    throw new InputError(`${name}: is no result of farface, and stands where one would be written. Move it away.`);
  }
}

/** Whether the mark says that this photo is done, by this run's options. */
export function isDone(mark: Mark, { fingerprint }: Pick<Run, 'fingerprint'>, version: string): boolean {
  return mark.fingerprint === fingerprint && mark.version === version;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
