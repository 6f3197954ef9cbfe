import type { SavedPhoto } from '../state/hiding.js';
import { STRINGS } from '../strings.js';

/** Where photos are saved. */
export interface PhotoWriter {
  write(name: string, photo: SavedPhoto): Promise<void>;
  /** Called once, with how many photos were written. */
  finish?(saved: number): Promise<void>;
}

/** What browsers with access to the file system add to `window`. Source: File System Access, draft of the WICG. */
interface FolderPicker {
  showDirectoryPicker(options: { mode: 'readwrite'; id: string }): Promise<FileSystemDirectoryHandle>;
}

export function canPickFolder(): boolean {
  return hasPicker(window);
}

const hasPicker = (scope: object): scope is FolderPicker => 'showDirectoryPicker' in scope;

/** Asks for a folder and writes photos into it, beside what is there. Undefined where the user thought better of it. */
export async function folderWriter(): Promise<PhotoWriter | undefined> {
  const scope: object = window;
  if (!hasPicker(scope)) return undefined;
  try {
    const folder = await scope.showDirectoryPicker({ mode: 'readwrite', id: 'farface' });
    return { write: (name, { blob }) => writeInto(folder, name, blob) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}

/** Writes a file that was not there before, and reads it again. */
async function writeInto(root: FileSystemDirectoryHandle, path: string, blob: Blob): Promise<void> {
  const parts = path.split('/');
  const wanted = parts.pop()!;
  let folder = root;
  for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
  const name = await freeName(folder, wanted);
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  await stream.write(blob);
  await stream.close();
  if (!(await isSame(await handle.getFile(), blob))) throw new Error(STRINGS.saving.exists(name));
}

async function freeName(folder: FileSystemDirectoryHandle, wanted: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? wanted : wanted.replace(/(\.[^.]+)$/, `-${number}$1`);
    const there = await folder.getFileHandle(name).then(
      () => true,
      (error: unknown) => !(error instanceof DOMException && error.name === 'NotFoundError'),
    );
    if (!there) return name;
  }
}

/** Bytes that are compared at once: videos are larger than memory. */
const PIECE = 2 ** 22;

async function isSame(a: Blob, b: Blob): Promise<boolean> {
  if (a.size !== b.size) return false;
  for (let at = 0; at < a.size; at += PIECE) {
    const pieces = [a, b].map(async (blob) => new Uint8Array(await blob.slice(at, at + PIECE).arrayBuffer()));
    const [one, other] = await Promise.all(pieces);
    if (!one!.every((byte, index) => byte === other![index])) return false;
  }
  return true;
}
