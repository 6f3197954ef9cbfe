import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TEMPORARY, temporaryStem } from '../runtime/growing-file.js';
import { isAlive } from './processes.js';

/**
 * Removes what a killed run left half-written on the way to these files.
 *
 * @example
 * await removeLeftovers(['results/crowd.jpg', 'results/street.jpg']);
 */
export async function removeLeftovers(files: readonly string[]): Promise<void> {
  const wanted = new Map<string, Set<string>>();
  for (const file of files) {
    const stems = wanted.get(dirname(file)) ?? new Set();
    wanted.set(dirname(file), stems.add(temporaryStem(basename(file))));
  }
  for (const [folder, stems] of wanted) {
    // A folder that is not there holds no leftovers.
    for (const entry of await readdir(folder).catch(() => [])) {
      const [, process] = TEMPORARY.exec(entry) ?? [];
      const stem = entry.slice(0, entry.indexOf('.', 1) + 1);
      if (process && stems.has(stem) && !isAlive(Number(process))) await rm(join(folder, entry), { force: true });
    }
  }
}
