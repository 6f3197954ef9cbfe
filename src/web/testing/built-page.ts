import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { PAGE_FOLDER, type PageFiles, pageFiles } from '../../cli/page/page-files.js';

const SOURCES = fileURLToPath(new URL('../..', import.meta.url));

/** The page as its sources are now: built if it was not since they changed. */
export async function builtPage(): Promise<PageFiles> {
  const index = join(PAGE_FOLDER, 'index.html');
  const built = existsSync(index) ? (await stat(index)).mtimeMs : 0;
  if (built < (await newest(SOURCES))) {
    await build({ configFile: fileURLToPath(new URL('../vite.config.ts', import.meta.url)), logLevel: 'error' });
  }
  return pageFiles();
}

async function newest(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const times = entries
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).mtimeMs);
  return Math.max(...(await Promise.all(times)));
}
