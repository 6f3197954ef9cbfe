import { formatOf } from '../../image/picture-format.js';

/** A file with its path below the folder that was added, or its name. */
export interface NamedFile {
  readonly file: File;
  readonly name: string;
  /** Whether the user picked it, not a folder above it: then it is taken whatever it is, and refused by name if it must be. */
  readonly picked?: boolean;
}

/** Endings of pictures and of videos, which are listed even if they turn out to be something else. */
const LISTED = /\.(jpe?g|jfif|png|apng|webp|gif|avif|hei[cf]|bmp|tiff?|jxl|mp4|m4v|mov|mkv|webm|avi)$/i;

/** Bytes that tell what a file is. */
const HEAD = 4096;

/** Tells pictures from what else lies in a folder, by their names or else by their bytes. */
export async function sortOut(files: readonly NamedFile[]): Promise<{ pictures: NamedFile[]; others: string[] }> {
  const pictures: NamedFile[] = [];
  const others: string[] = [];
  for (const file of files) {
    if (file.picked || LISTED.test(file.name) || (await isPicture(file.file))) pictures.push(file);
    else others.push(file.name);
  }
  return { pictures, others };
}

async function isPicture(file: File): Promise<boolean> {
  try {
    const found = formatOf(new Uint8Array(await file.slice(0, HEAD).arrayBuffer()));
    return !('refusal' in found) || (found.refusal !== 'unknown' && found.refusal !== 'empty');
  } catch {
    return true; // It cannot be read: that is said where it is listed.
  }
}
