import { type FileNature, GrowingFile } from './growing-file.js';

/**
 * Writes a file so that a kill at any moment leaves the old one or the new one, never a part.
 *
 * @throws InputError that names the file, what is wrong and what to do
 */
export async function writeFileAtomically(
  path: string,
  bytes: string | Uint8Array,
  nature: FileNature = {},
): Promise<void> {
  const file = await GrowingFile.open(path, nature);
  try {
    await file.write(bytes);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
