import { existsSync } from 'node:fs';
import { mkdir, readdir, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { PAGE_FOLDER, type PageFiles, pageFiles } from '../../cli/page/page-files.js';

const LOCK = fileURLToPath(new URL('../../../node_modules/.farface-page-is-built', import.meta.url));
const SOURCES = fileURLToPath(new URL('../..', import.meta.url));

/** The page as its sources are now: built if it was not since they changed. */
export async function builtPage(): Promise<PageFiles> {
  // Several files of tests may ask at once; one builds. A lock that a killed one left does not last.
  while (!(await taken())) await pause(500);
  try {
    const index = join(PAGE_FOLDER, 'index.html');
    const built = existsSync(index) ? (await stat(index)).mtimeMs : 0;
    if (built < (await newest(SOURCES))) {
      await build({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), logLevel: 'error' });
    }
    return await pageFiles();
  } finally {
    await rmdir(LOCK);
  }
}

async function taken(): Promise<boolean> {
  const old = await stat(LOCK).catch(() => undefined);
  if (old && Date.now() - old.mtimeMs > 300_000) await rmdir(LOCK).catch(() => undefined);
  return mkdir(LOCK).then(
    () => true,
    () => false,
  );
}

async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times = entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(...(await Promise.all(times)));
}
