import type { NamedFile } from './named-file.js';

/** Files from a file dialogue, or of a folder with all below it. */
export function fromInput(input: HTMLInputElement): NamedFile[] {
  const files = [...(input.files ?? [])].map((file) =>
    file.webkitRelativePath ? { file, name: file.webkitRelativePath } : { file, name: file.name, picked: true },
  );
  input.value = ''; // So that the same files can be chosen again.
  return files;
}

/** Files and folders that were dropped, or a picture that was pasted. */
export async function fromTransfer(transfer: DataTransfer): Promise<NamedFile[]> {
  // Entries must be asked for before anything is awaited: the browser empties the list then.
  const entries = [...transfer.items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  const files = [...transfer.files].map((file) => ({ file, name: file.name, picked: true }));
  if (!entries.some((entry) => entry?.isDirectory)) return files;
  const found = await Promise.all(entries.map((entry, index) => (entry ? below(entry) : [files[index]!])));
  return found.flat();
}

async function below(entry: FileSystemEntry): Promise<NamedFile[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    const inFolder = entry.fullPath.lastIndexOf('/') > 0;
    return [{ file, name: entry.fullPath.replace(/^\//, ''), picked: !inFolder }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: NamedFile[] = [];
  for (;;) {
    // A reader hands out a hundred at a time, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return files;
    const sorted = entries.toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    for (const each of sorted) files.push(...(await below(each)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
