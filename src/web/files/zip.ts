import { downloadZip } from 'client-zip';
import { STRINGS } from '../strings.js';
import { download } from './download.js';
import type { PhotoWriter } from './folder.js';

/** Collects photos in a zip, which is downloaded at the end. What was collected is the browser's, on disk if it must. */
export function zipWriter(): PhotoWriter {
  const files: { name: string; input: Blob; lastModified: Date }[] = [];
  return {
    // The time of a photo is metadata, too: all get the time of the zip.
    write: async (name, { blob }) => void files.push({ name, input: blob, lastModified: new Date() }),
    finish: async (saved) => {
      if (saved > 0) download(await downloadZip(files).blob(), STRINGS.saving.zipName);
    },
  };
}
