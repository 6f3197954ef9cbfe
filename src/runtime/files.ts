import { GrowingFile } from './growing-file.js';

/** Writes a file so that a kill at any moment leaves the old one or the new one, never a part. */
export async function writeFileAtomically(path: string, bytes: string | Uint8Array): Promise<void> {
  const file = await GrowingFile.open(path);
  try {
    await file.write(bytes);
    await file.commit();
  } catch (error) {
    await file.discard();
    throw error;
  }
}
