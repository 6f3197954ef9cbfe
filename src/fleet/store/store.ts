/** A file as a listing tells of it. */
export interface Listed {
  /** Its name below the place: segments with `/` between them. */
  readonly key: string;
  readonly bytes: number;
  /** Changes when the file does: S3's ETag, or size and time. */
  readonly version: string;
}

/** A file, read. */
export interface Stored {
  readonly bytes: Uint8Array;
  readonly version: string;
}

/**
 * Where photos are, or their results: a prefix of a bucket or a shared folder. Keys are names below it. Whatever it throws
 * names the file; `heals` tells whether trying again may help.
 */
export interface Store {
  /** As errors and results name it: `s3://bucket/prefix` or the folder's path. */
  readonly name: string;
  /** All files, in the order of their keys' UTF-8 bytes, from the first one behind `after` on. */
  list(after?: string): AsyncIterable<Listed>;
  /** Undefined where there is no such file. */
  read(key: string): Promise<Stored | undefined>;
  has(key: string): Promise<boolean>;
  /** Copies a file that is too large for memory to a path; its version, or undefined where there is no such file. */
  download(key: string, path: string, signal: AbortSignal): Promise<string | undefined>;
  /** Puts a file from a path in its place, as `write` does. */
  upload(key: string, path: string, type: string, signal: AbortSignal): Promise<void>;
  /** The SHA-256 of a file as the store has it; undefined where there is none. */
  hashOf(key: string, signal: AbortSignal): Promise<string | undefined>;
  /** Puts a file in its place, whole: a reader sees the old one or the new one. */
  write(key: string, bytes: Uint8Array, type: string): Promise<void>;
  /** Nothing happens where there is none. */
  remove(key: string): Promise<void>;
  close(): void;
}

/** What farface keeps for itself in a place: no photo is looked for in there, and no result goes there. */
export const OWN_FOLDER = '.farface/';

/** Photos are smaller; what is larger is not read into memory. */
export const MOST_BYTES = 1024 ** 3;

/** What S3 takes in one piece; larger videos are refused. */
export const MOST_VIDEO_BYTES = 5 * 1024 ** 3;

/** A file's whole name. */
export function nameIn(store: Pick<Store, 'name'>, key: string): string {
  return `${store.name.replace(/\/$/, '')}/${key}`;
}
