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
  return new Uint8Array(await (await toBlob(source, name, expected)).arrayBuffer());
}

/** A file as the browser decodes it. Throws `InputError` where it cannot be read. */
export async function toBlob(source: FileSource, name: string, expected = 'a picture file'): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (source instanceof Uint8Array || source instanceof ArrayBuffer) return new Blob([unshared(source)]);
  const response = await fetch(source).catch((error: unknown) => {
    throw new InputError(`${name}: cannot be fetched (${messageOf(error)}); expected the address of ${expected}`);
  });
  if (!response.ok) {
    throw new InputError(`${name}: the server answers ${response.status}; expected the address of ${expected}`);
  }
  return await response.blob();
}

/** Blobs take no memory that threads share. */
function unshared(bytes: Uint8Array | ArrayBuffer): Uint8Array<ArrayBuffer> | ArrayBuffer {
  if (bytes instanceof ArrayBuffer) return bytes;
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Uint8Array.from(bytes);
}
