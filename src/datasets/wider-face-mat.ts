import { InputError } from '../errors/errors.js';
import { type MatValue, readMat } from './mat.js';
import { cellsOf, rowsOf, textOf, variable } from './mat-values.js';
import { checkName, FACE_COLUMNS, faceFromRow, type WiderFaceEntry, withoutPlaceholder } from './wider-face-entry.js';

const ATTRIBUTES = FACE_COLUMNS.slice(4);

/**
 * Reads `wider_face_{train,val}.mat`: cells of events, in each of them cells of photos, in each of them
 * `face_bbx_list` `[faces, 4]` (x, y, w, h) and, for every attribute, `…_label_list` `[faces, 1]`.
 *
 * @throws InputError that names the file, and the photo whose annotation is malformed.
 */
export async function readWiderFaceMat(path: string): Promise<WiderFaceEntry[]> {
  const variables = await readMat(path);
  const list = (name: string) => cellsOf(variable(variables, name, path), `${path}, ${name}`);
  const events = list('event_list');
  const files = list('file_list');
  const boxes = list('face_bbx_list');
  const attributes = ATTRIBUTES.map((name) => list(`${name}_label_list`));

  return events.flatMap((event, e) => {
    const eventName = nameOf(event, `${path}, event ${e + 1}`);
    const inEvent = `${path}, ${eventName}`;
    const eventBoxes = cellsOf(boxes[e], inEvent);
    const eventAttributes = attributes.map((perEvent) => cellsOf(perEvent[e], inEvent));

    return cellsOf(files[e], inEvent).map((file, p): WiderFaceEntry => {
      const name = nameOf(file, `${inEvent}, photo ${p + 1}`);
      const where = `${inEvent}/${name}`;
      const faceBoxes = rowsOf(eventBoxes[p], 4, where);
      const columns = eventAttributes.map((perPhoto) => rowsOf(perPhoto[p], 1, where));
      columns.forEach((column, a) => {
        if (column.length === faceBoxes.length) return;
        throw new InputError(`${where}: ${faceBoxes.length} faces, but ${column.length} values of ${ATTRIBUTES[a]}.`);
      });
      const faces = faceBoxes.map((box, f) =>
        faceFromRow([...box, ...columns.map((column) => column[f]![0]!)], `${where}, face ${f + 1}`),
      );
      return { event: eventName, file: `${name}.jpg`, faces: withoutPlaceholder(faces) };
    });
  });
}

function nameOf(value: MatValue | undefined, where: string): string {
  return checkName(textOf(value, where), where);
}
