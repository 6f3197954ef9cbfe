import { InputError } from '../errors/errors.js';
import { readTextFile } from '../runtime/text.js';
import { checkName, faceFromRow, isPlaceholder, type WiderFaceEntry, withoutPlaceholder } from './wider-face-entry.js';

const PHOTO_LINE = /^([^/\\]+)\/([^/\\]+\.\w+)$/;

/**
 * Reads `wider_face_{train,val}_bbx_gt.txt`: for each photo a line `EVENT/FILE.jpg`, a line with the number of faces
 * and a line for each face. A photo of 0 faces is followed by one line of zeros.
 *
 * @throws InputError that names the file and the line of what is malformed.
 */
export async function readWiderFaceText(path: string): Promise<WiderFaceEntry[]> {
  const text = await readTextFile(path, "WIDER FACE's annotations");
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();

  const entries: WiderFaceEntry[] = [];
  let next = 0;
  const where = () => `${path}:${next + 1}`;
  while (next < lines.length) {
    const [, event, file] = PHOTO_LINE.exec(lines[next]!) ?? [];
    if (!event || !file) throw new InputError(`${where()}: expected EVENT/FILE.jpg, found "${lines[next]}".`);
    checkName(event, where());
    next++;

    const count = /^\d+$/.test(lines[next] ?? '') ? Number(lines[next]) : undefined;
    if (count === undefined) {
      throw new InputError(`${where()}: expected the number of faces in ${file}, found "${lines[next] ?? 'the end'}".`);
    }
    next++;

    const placeholder = count === 0 && next < lines.length && !PHOTO_LINE.test(lines[next]!);
    const end = next + (placeholder ? 1 : Math.min(count, lines.length - next + 1));
    const faces = [];
    for (; next < end; next++) {
      const row = (lines[next] ?? '').split(/\s+/).map(Number);
      faces.push(faceFromRow(row, where()));
    }
    if (placeholder && !faces.every(isPlaceholder)) {
      throw new InputError(`${path}:${end}: a face, although the line above says that ${file} has none.`);
    }
    entries.push({ event, file, faces: withoutPlaceholder(faces) });
  }
  return entries;
}
