import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Case, type Contents, contentsOf } from './scene.js';

/** What the whole run made. */
export interface Expected {
  readonly contents: Contents;
  readonly lines: readonly string[];
}

/**
 * What is wrong with what a stopped run left: an original that is neither itself nor its result, a result that is not
 * whole, a result that was claimed and is not there.
 *
 * @param printed lines that the run printed, each about one photo that is done
 */
export async function faults(
  folder: string,
  { name, results }: Case,
  originals: Contents,
  expected: Expected,
  printed: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const inPlace = results === 'photos';
  const photos = await contentsOf(join(folder, 'photos'));
  for (const [photo, hash] of originals) {
    const now = photos.get(photo);
    if (now === undefined) found.push(`${name}: ${photo} is lost`);
    else if (now !== hash && !(inPlace && now === expected.contents.get(photo)))
      found.push(`${name}: ${photo} is half`);
  }
  if (results.endsWith('.jsonl')) return [...found, ...(await lineFaults(folder, results, expected))];
  const made = await contentsOf(join(folder, results));
  for (const [file, hash] of made)
    if (hash !== expected.contents.get(file) && !(inPlace && hash === originals.get(file)))
      found.push(`${name}: ${file} is half`);
  for (const line of printed) {
    const file = /(?:→ )?(?:out|photos)\/(\S+) {2}(?:\d+|no) faces? hidden/.exec(line)?.[1];
    if (file && made.get(file) !== expected.contents.get(file)) found.push(`${name}: ${file} is claimed and not there`);
  }
  return found;
}

/** Every line but the last is whole and true; only a last one that is not ended may be cut. */
async function lineFaults(folder: string, file: string, { lines }: Expected): Promise<string[]> {
  const text = await readFile(join(folder, file), 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== '' && !lines.includes(line) && !line.includes('"error"'))
    .map((line) => `detect --results: a line is wrong: ${line.slice(0, 80)}`);
}

/** What is wrong with what the run that went on to the end left. */
export async function endFaults(folder: string, { name, results }: Case, expected: Expected): Promise<string[]> {
  const found: string[] = [];
  if (results.endsWith('.jsonl')) {
    const text = await readFile(join(folder, results), 'utf8').catch(() => '');
    const lines = text.split('\n').slice(0, -1);
    if (lines.toSorted().join('\n') !== expected.lines.toSorted().join('\n')) found.push(`${name}: other lines`);
  } else {
    const made = await contentsOf(join(folder, results));
    for (const [file, hash] of expected.contents)
      if (made.get(file) !== hash) found.push(`${name}: ${file} is not what it should be`);
    if (made.size !== expected.contents.size) found.push(`${name}: ${made.size} files`);
  }
  const entries = await readdir(folder, { recursive: true });
  for (const entry of entries) if (/\.tmp$|\.lock/.test(entry)) found.push(`${name}: ${entry} is left over`);
  return found;
}
