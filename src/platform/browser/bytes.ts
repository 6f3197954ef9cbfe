import { InputError, messageOf } from '../../errors/errors.js';
import type { FileSource } from '../port.js';

/** What errors call a file: its address, the name of a `File`, or "picture" where only its bytes are known. */
export function nameOf(source: FileSource, otherwise = 'picture'): string {
  if (typeof source === 'string' || source instanceof URL) return String(source);
  return source instanceof File && source.name !== '' ? source.name : otherwise;
}

/**
 * The bytes of a file; those of an address are fetched.
 *
 * @param name what errors call it
 * @param expected what they say that it should be
 * @throws InputError where it cannot be read
 */
export async function readBytes(source: FileSource, name: string, expected = 'a picture file'): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  if (source instanceof Blob) {
    const bytes = await source.arrayBuffer().catch((error: unknown) => {
      throw new InputError(`${name}: cannot be read (${messageOf(error)}). Is it still there, and ${expected}?`);
    });
    return new Uint8Array(bytes);
  }
  const response = await fetch(source).catch((error: unknown) => {
    throw new InputError(`${name}: cannot be fetched (${messageOf(error)}); expected the address of ${expected}.`);
  });
  if (!response.ok) {
    throw new InputError(`${name}: the server answers ${response.status}; expected the address of ${expected}.`);
  }
  return new Uint8Array(await response.arrayBuffer());
}
