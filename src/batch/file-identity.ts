import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { z } from 'zod';

/** What tells a file from another, and from what it was before. */
export const identitySchema = z.object({
  /** Bytes. */
  size: z.number(),
  /** When its content and when anything about it was changed, in nanoseconds since 1970, and its place on its disk. */
  changed: z.string(),
  touched: z.string(),
  inode: z.string(),
  /** SHA-256 of its content, in hexadecimal. */
  sha256: z.string(),
});

/** See `identitySchema`. */
export type Identity = z.output<typeof identitySchema>;
/** An identity as far as it can be told without reading the file. */
export type Marks = Omit<Identity, 'sha256'>;

/** A clock that moves in steps cannot tell two changes within one: changes this fresh, in milliseconds, prove nothing. */
const FRESH = 2500;

/**
 * Marks of a file, to be taken *before* it is read: what changes meanwhile is then found out by the next run.
 *
 * @param path of the file
 * @example
 * const before = await marksOf('crowd.jpg');
 * console.log(before.size, before.changed);
 */
export async function marksOf(path: string): Promise<Marks> {
  return marks(await stat(path, { bigint: true }));
}

/**
 * Whether the file is still the one of that identity: by its marks, and where these cannot tell by its content.
 *
 * @example
 * const { identity } = await readPhotoFile({ path: 'crowd.jpg', name: 'crowd.jpg' });
 * if (identity && !(await isSame('crowd.jpg', identity))) console.log('changed since it was read');
 */
export async function isSame(path: string, before: Identity): Promise<boolean> {
  const now = await marksOf(path).catch(() => undefined);
  if (now === undefined || now.size !== before.size) return false;
  const marked = now.changed === before.changed && now.touched === before.touched && now.inode === before.inode;
  if (marked && now.touched !== UNKNOWN) return true;
  return (await hashOf(path).catch(() => undefined)) === before.sha256;
}

/** Tells contents apart: SHA-256 in hexadecimal. */
export function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** As `hash`, of a file of any size. */
export async function hashOf(path: string): Promise<string> {
  const sum = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK })) sum.update(chunk);
  return sum.digest('hex');
}

/** As `hashOf`, while nothing else goes on. */
export function hashNow(path: string): string {
  const sum = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) sum.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return sum.digest('hex');
}

const CHUNK = 2 ** 20;

const UNKNOWN = 'fresh';

function marks({ size, mtimeNs, ctimeNs, ino }: BigIntStats): Marks {
  const fresh = Date.now() - Number(ctimeNs / 1_000_000n) < FRESH;
  return {
    size: Number(size),
    changed: String(mtimeNs),
    touched: fresh ? UNKNOWN : String(ctimeNs),
    inode: String(ino),
  };
}
