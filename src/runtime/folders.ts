import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing. Node's own recursive `mkdir` never returns where the system says that
 * a folder does not exist which does, as Linux says in /proc.
 *
 * @returns the uppermost folder that was made; undefined where all were there
 * @throws what the system says, of the folder that could not be made
 */
export function makeFolderSync(path: string): string | undefined {
  const missing: string[] = [];
  let at = resolve(path);
  while (!isThere(at)) {
    missing.push(at);
    at = dirname(at);
  }
  if (missing.length === 0 && !statSync(at).isDirectory()) mkdirSync(at); // which says why that is no folder
  for (const folder of missing.toReversed()) make(folder);
  return missing.at(-1);
}

/** The same for those who wait. */
export async function makeFolder(path: string): Promise<string | undefined> {
  return makeFolderSync(path);
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined || path === dirname(path);
}

/** Another run may have made it meanwhile. */
function make(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}
