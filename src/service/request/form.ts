import { Problem } from '../problem.js';

/** Parts that a form may have: of many small ones each costs more than its bytes. */
export const MOST_PARTS = 2000;

/** What a form holds. */
export interface Form {
  readonly fields: readonly (readonly [string, string])[];
  readonly files: readonly { readonly field: string; readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[];
}

/**
 * Reads a multipart/form-data body.
 *
 * @throws Problem where it is none
 */
export async function readForm(body: Uint8Array<ArrayBuffer>, type: string): Promise<Form> {
  const mark = boundaryOf(type);
  if (countOf(body, `--${mark}`) > MOST_PARTS + 1) throw wrongForm(`it has more than ${MOST_PARTS} parts`);
  const data = await new Response(body, { headers: { 'Content-Type': type } }).formData().catch(() => {
    throw wrongForm('it is damaged or cut off');
  });
  const fields: (readonly [string, string])[] = [];
  const files: Form['files'][number][] = [];
  for (const [field, value] of data) {
    if (typeof value === 'string') fields.push([field, value]);
    else files.push({ field, name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  return { fields, files };
}

/** @throws Problem where the Content-Type names none */
export function boundaryOf(type: string): string {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) throw wrongForm('its Content-Type names no boundary');
  return mark;
}

function countOf(body: Uint8Array, text: string): number {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  let count = 0;
  for (let at = buffer.indexOf(text); at >= 0 && count <= MOST_PARTS + 1; at = buffer.indexOf(text, at + text.length)) {
    count += 1;
  }
  return count;
}

export function wrongForm(why: string): Problem {
  return new Problem('wrong-request', `The body is no multipart/form-data: ${why}. Let an HTTP library write it.`);
}
