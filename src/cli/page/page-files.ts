import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError } from '../../errors/errors.js';
import { HEIC_DECODER } from './heic-address.js';
import { heicDecoder } from './heic-decoder.js';
import { makePacks } from './packs.js';

/** Where `npm run build` leaves the page without its packs, seen from the sources and from what is built. */
export const PAGE_FOLDER = fileURLToPath(new URL('../../../dist/web/', import.meta.url));

/**
 * The files of the page by their paths from its folder, with slashes. What was built is in memory: a page that is built anew
 * while this one is served would have parts of both. Packs are made when they are asked for.
 */
export type PageFiles = ReadonlyMap<string, () => Promise<Uint8Array>>;

/**
 * The whole page: what was built, the packs that it loads, and a decoder of HEIC where one is installed.
 *
 * @throws InputError where the page is not built, or another onnxruntime-web is installed than it was built with
 */
export async function pageFiles(): Promise<PageFiles> {
  const entries = await readdir(PAGE_FOLDER, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = new Map<string, () => Promise<Uint8Array>>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    files.set(relative(PAGE_FOLDER, file).replaceAll('\\', '/'), async () => bytes);
  }
  const worker = await files.get('service-worker.js')?.();
  if (!worker || !files.has('index.html')) {
    throw new InputError(`${PAGE_FOLDER}: the page is not there. Install farface again, or run npm run build.`);
  }
  // It names all that it keeps for when there is no network.
  const named = new TextDecoder().decode(worker);
  for (const { path, file } of Object.values(makePacks())) {
    if (!named.includes(path)) {
      throw new InputError(
        `${PAGE_FOLDER}: the page was built with another onnxruntime-web, or with other weights, than are installed (it does not load ${path}). Install farface again, or run npm run build.`,
      );
    }
    files.set(path, file);
  }
  const heic = heicDecoder();
  if (heic !== undefined) files.set(HEIC_DECODER, () => readFile(heic));
  return files;
}
