import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { messageOf } from '../errors/errors.js';
import { codeOf } from '../runtime/file-error.js';
import { TEMPORARY } from '../runtime/growing-file.js';
import { kindOf } from './file-kinds.js';
import type { PassedOver } from './passed-over.js';

/** What lies in a folder and below it. */
export interface Walked {
  /** Paths of photos below the folder, `photo2` before `photo10`, and of videos among them where they are asked for. */
  readonly photos: readonly string[];
  /** Which of these are videos. */
  readonly videos: ReadonlySet<string>;
  /** What could not be read, and why. */
  readonly failed: readonly { readonly path: string; readonly error: string }[];
}

/** `photo2` before `photo10`. */
export const byName = new Intl.Collator('en', { numeric: true }).compare;

/**
 * All photos in a folder and below it. Links are followed; each folder is looked into once, whatever leads to it, so
 * that links which lead in a circle do no harm.
 *
 * @param others takes what is passed over
 * @param takesVideos whether videos are looked at, too
 */
export async function walk(folder: string, others: PassedOver, takesVideos = false): Promise<Walked> {
  const photos: string[] = [];
  const videos = new Set<string>();
  const failed: { path: string; error: string }[] = [];
  const seen = new Set<string>();
  // Folders by their own names first: only what no folder holds is told by the link that leads to it.
  const waiting: string[] = [''];
  const linked: string[] = [];
  for (let way = waiting.pop(); way !== undefined; way = waiting.pop() ?? linked.shift()) await lookInto(way);
  return { photos: photos.sort(byName), videos, failed };

  async function lookInto(way: string): Promise<void> {
    try {
      const real = await realpath(join(folder, way));
      if (seen.has(real)) return;
      seen.add(real);
      for (const entry of await readdir(join(folder, way), { withFileTypes: true }))
        await look(join(way, entry.name), entry);
    } catch (error) {
      failed.push({ path: join(folder, way), error: reasonOf(join(folder, way), 'folder', error) });
    }
  }

  async function look(way: string, entry: Dirent): Promise<void> {
    const path = join(folder, way);
    if (entry.isDirectory()) {
      waiting.push(way);
      return;
    }
    if (TEMPORARY.test(entry.name)) return;
    try {
      const target = entry.isSymbolicLink() ? await stat(path) : entry;
      if (target.isDirectory()) {
        linked.push(way);
        return;
      }
      const kind = target.isFile() ? await kindOf(path, entry.name) : { other: 'pipes, sockets and devices' };
      if (kind === 'video' && takesVideos) videos.add(way);
      if (kind === 'photo' || videos.has(way)) photos.push(way);
      else if (kind !== 'harmless') others.add(kind === 'video' ? endingOf(entry.name) : kind.other, path);
    } catch (error) {
      if (entry.isSymbolicLink() && ['ENOENT', 'ELOOP', 'ENOTDIR'].includes(codeOf(error) ?? ''))
        others.add('broken links', path);
      else failed.push({ path, error: reasonOf(path, 'file', error) });
    }
  }
}

function endingOf(name: string): string {
  return extname(name).toLowerCase() || 'videos without an ending';
}

function reasonOf(path: string, what: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return `${path}: no permission to read this ${what}. Change it, or leave it out.`;
  if (code === 'ENOENT') return `${path}: is gone, or its name is no valid text. Rename it.`;
  return `${path}: this ${what} cannot be read: ${messageOf(error)}.`;
}
