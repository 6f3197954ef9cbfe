import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../errors/errors.js';
import { faceFromRow, isPlaceholder, type WiderFaceEntry } from './wider-face-entry.js';

const PHOTO_LINE = /^([^/\\]+)\/([^/\\]+\.\w+)$/;

/**
 * Reads `wider_face_{train,val}_bbx_gt.txt`: for each photo a line `EVENT/FILE.jpg`, a line with the number of faces
 * and a line for each face. A photo of 0 faces is followed by one line of zeros.
 *
 * @throws InputError that names the file and the line of what is malformed.
 */
export async function readWiderFaceText(path: string): Promise<WiderFaceEntry[]> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();

  const entries: WiderFaceEntry[] = [];
  let next = 0;
  const where = () => `${path}:${next + 1}`;
  while (next < lines.length) {
    const [, event, file] = PHOTO_LINE.exec(lines[next]!) ?? [];
    if (!event || !file) throw new InputError(`${where()}: expected EVENT/FILE.jpg, found "${lines[next]}"`);
    next++;

    const count = /^\d+$/.test(lines[next] ?? '') ? Number(lines[next]) : undefined;
    if (count === undefined) {
      throw new InputError(`${where()}: expected the number of faces in ${file}, found "${lines[next] ?? 'the end'}"`);
    }
    next++;

    const placeholder = count === 0 && next < lines.length && !PHOTO_LINE.test(lines[next]!);
    const end = next + (placeholder ? 1 : count);
    const faces = [];
    for (; next < end; next++) {
      const row = (lines[next] ?? '').split(/\s+/).map(Number);
      const face = faceFromRow(row, where());
      if (!isPlaceholder(face)) faces.push(face);
    }
    if (placeholder && faces.length > 0) {
      throw new InputError(`${path}:${end}: a face, although the line above says that ${file} has none`);
    }
    entries.push({ event, file, faces });
  }
  return entries;
}
