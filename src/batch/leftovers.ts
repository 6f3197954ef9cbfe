import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The name that `writeFileAtomically` gives a file until it is whole. */
const TEMPORARY = /^\.(.+)\.(\d+)\.tmp$/;

/** Removes what a killed run left half-written on the way to these files. */
export async function removeLeftovers(files: readonly string[]): Promise<void> {
  const wanted = new Map<string, Set<string>>();
  for (const file of files) {
    const names = wanted.get(dirname(file)) ?? new Set();
    wanted.set(dirname(file), names.add(basename(file)));
  }
  for (const [folder, names] of wanted) {
    // A folder that is not there holds no leftovers.
    for (const entry of await readdir(folder).catch(() => [])) {
      const [, name, process] = TEMPORARY.exec(entry) ?? [];
      if (name && names.has(name) && !isAlive(Number(process))) await rm(join(folder, entry), { force: true });
    }
  }
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // Not ours to signal, but there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
