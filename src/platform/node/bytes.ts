import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { InputError, messageOf } from '../../errors/errors.js';
import type { FileSource, ShippedWeights } from '../port.js';
import { SHIPPED_WEIGHTS } from '../shipped-weights.js';

/** What errors call a file: its path, the name of a `File`, or "picture" where only its bytes are known. */
export function nameOf(source: FileSource, otherwise = 'picture'): string {
  if (typeof source === 'string') return source;
  if (source instanceof URL) return source.protocol === 'file:' ? fileURLToPath(source) : source.href;
  return 'name' in source && typeof source.name === 'string' && source.name !== '' ? source.name : otherwise;
}

/**
 * The bytes of a file.
 *
 * @param name what errors call it
 * @param expected what they say that it should be
 * @throws InputError where it cannot be read, or would have to be fetched
 */
export async function readBytes(source: FileSource, name: string, expected = 'a picture file'): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  if (source instanceof URL && source.protocol !== 'file:') {
    throw new InputError(
      `${name}: expected a file: URL, for nothing is fetched: fetch it yourself and give its bytes.`,
    );
  }
  try {
    // Asked first, because reading a pipe would wait for ever.
    const found = await stat(source);
    if (found.isDirectory()) throw new InputError(`${name}: is a folder; expected ${expected}`);
    if (!found.isFile()) throw new InputError(`${name}: is not a regular file; expected ${expected}`);
    return await readFile(source);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new InputError(`${name}: does not exist`);
    if (code === 'EACCES' || code === 'EPERM') throw new InputError(`${name}: may not be read; check its permissions`);
    throw new InputError(`${name}: cannot be read: ${messageOf(error)}`);
  }
}

/** The path of a file of weights; where a bundler has put there what is no file's address, that: reading it says what to do. */
export function shippedWeights(name: ShippedWeights): string {
  const { href } = SHIPPED_WEIGHTS[name];
  return href.startsWith('file:') ? fileURLToPath(href) : href;
}
