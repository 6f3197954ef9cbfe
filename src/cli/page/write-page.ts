import { OwnFiles } from '../../runtime/own-files.js';
import type { PageFiles } from './page-files.js';

/**
 * Writes the page into a folder, for any web server. Of a page that was written there before, what is no longer part of it
 * goes.
 *
 * @throws InputError where the folder has files in these places that farface did not write
 */
export async function writePage(files: PageFiles, folder: string): Promise<void> {
  const own = await OwnFiles.open(folder);
  await own.clear((name) => !files.has(`assets/${name}`), 'assets');
  for (const [path, read] of files) await own.write(path, await read());
}
