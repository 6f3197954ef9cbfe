import type { BigIntStats, Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, fileError } from '../../runtime/file-error.js';
import { TEMPORARY } from '../../runtime/growing-file.js';
import { type Listed, OWN_FOLDER } from './store.js';

/** Changes when the file does. */
export function versionOf({ size, mtimeNs }: BigIntStats): string {
  return `${size}-${mtimeNs}`;
}

/**
 * The files below a folder in the order of their paths' bytes, as S3 lists them: a folder is read when its turn has come, so
 * a listing of millions needs the memory of one folder. Links are followed, unless they lead to a folder that this one lies in.
 *
 * @throws InputError that names a folder which cannot be read
 */
export async function* listFolder(root: string, after = ''): AsyncGenerator<Listed> {
  yield* listBelow(root, '', after, []);
}

async function* listBelow(
  root: string,
  above: string,
  after: string,
  around: readonly string[],
): AsyncGenerator<Listed> {
  const here = join(root, above);
  const real = await told(here, () => realpath(here));
  if (around.includes(real)) return;
  const names = await told(here, () => readdir(here, { withFileTypes: true }));
  const entries = await Promise.all(names.filter(isOthers).map((entry) => keyed(here, above, entry)));
  for (const { key, folder } of entries.sort(byBytes)) {
    if (key === OWN_FOLDER) continue;
    if (folder) {
      if (compare(key, after) > 0 || after.startsWith(key)) yield* listBelow(root, key, after, [...around, real]);
    } else if (compare(key, after) > 0) yield await listed(root, key);
  }
}

/** Folders are sorted as S3 would sort what lies in them: with the slash. */
async function keyed(here: string, above: string, entry: Dirent): Promise<{ key: string; folder: boolean }> {
  const target = entry.isSymbolicLink() ? await stat(join(here, entry.name)).catch(() => undefined) : entry;
  const folder = target?.isDirectory() ?? false;
  return { key: `${above}${entry.name}${folder ? '/' : ''}`, folder };
}

async function listed(root: string, key: string): Promise<Listed> {
  // What is gone meanwhile, or a link to nothing, fails by name when it is read.
  const found = await stat(join(root, key), { bigint: true }).catch((error: unknown) => {
    if (['ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES'].includes(codeOf(error) ?? '')) return undefined;
    throw fileError(join(root, key), 'cannot be listed', error);
  });
  return found ? { key, bytes: Number(found.size), version: versionOf(found) } : { key, bytes: 1, version: 'unknown' };
}

const isOthers = ({ name }: Dirent) => !TEMPORARY.test(name);

function byBytes(a: { key: string }, b: { key: string }): number {
  return compare(a.key, b.key);
}

/** UTF-8 keeps the order of code points, which UTF-16 does not: what is plain ASCII needs no conversion. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function told<Value>(path: string, read: () => Promise<Value>): Promise<Value> {
  try {
    return await read();
  } catch (error) {
    throw fileError(path, 'cannot be listed', error);
  }
}
