import { DirectoryReader, numberOf } from './containers/directory.js';

const COMPRESSION = 259;

/** The number of a TIFF file's compression; undefined where it says none. */
export function tiffCompression(file: Uint8Array): number | undefined {
  const reader = new DirectoryReader(Buffer.from(file.buffer, file.byteOffset, file.byteLength));
  const field = reader.read(reader.first)?.fields.find(({ tag }) => tag === COMPRESSION);
  return field && numberOf(field);
}
