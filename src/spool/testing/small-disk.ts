import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Mounts a disk of so many bytes at a folder that is there; ends it with what comes back. */
export function smallDisk(place: string, size: number): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'tmpfs', place], { stdio: 'ignore' });
  return () => void execFileSync('umount', [place]);
}

/** Why a disk of a few kilobytes cannot be made; false where it can. */
export function withoutSmallDisk(): string | false {
  try {
    smallDisk(mkdtempSync(join(tmpdir(), 'farface-tmpfs-')), 65_536)();
    return false;
  } catch {
    return 'no small disk can be mounted here';
  }
}
