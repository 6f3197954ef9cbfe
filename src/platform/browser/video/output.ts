/** A file that is written in whatever order, and read once it is whole. */
export interface VideoOutput {
  write(data: Uint8Array, position: number): Promise<void>;
  finish(): Promise<Blob>;
  /** Leaves nothing behind. */
  discard(): Promise<void>;
}

const FOLDER = 'farface-videos';

/** Milliseconds after which nobody reads a file of an earlier visit any more. */
const OLD = 24 * 60 * 60 * 1000;

/** On disk, in the room that browsers have there for each site; in memory where there is none. */
export async function openOutput(): Promise<VideoOutput> {
  try {
    return await onDisk();
  } catch {
    // No such room: Firefox's private windows, older Safari.
    return inMemory();
  }
}

async function onDisk(): Promise<VideoOutput> {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  await forgetOld(folder);
  const name = `${Date.now()}-${crypto.getRandomValues(new Uint32Array(2)).join('')}`;
  const handle = await folder.getFileHandle(name, { create: true });
  const stream = await handle.createWritable();
  return {
    write: (data, position) => stream.write({ type: 'write', position, data: Uint8Array.from(data) }),
    finish: async () => {
      await stream.close();
      return handle.getFile();
    },
    discard: async () => {
      await stream.abort().catch(() => {});
      await folder.removeEntry(name).catch(() => {});
    },
  };
}

async function forgetOld(folder: FileSystemDirectoryHandle): Promise<void> {
  for await (const name of folder.keys()) {
    if (Date.now() - Number.parseInt(name, 10) > OLD) await folder.removeEntry(name).catch(() => {});
  }
}

function inMemory(): VideoOutput {
  let bytes = new Uint8Array(2 ** 20);
  let length = 0;
  return {
    write: async (data, position) => {
      const end = position + data.length;
      if (end > bytes.length) {
        const larger = new Uint8Array(Math.max(end, 2 * bytes.length));
        larger.set(bytes);
        bytes = larger;
      }
      bytes.set(data, position);
      length = Math.max(length, end);
    },
    finish: async () => new Blob([bytes.subarray(0, length)]),
    discard: async () => {
      bytes = new Uint8Array();
    },
  };
}
