import type * as z from 'zod';
import { InputError } from '../../errors/errors.js';
import { validate } from '../../errors/validate.js';
import type { Exchange, Rooms } from '../exchange.js';
import { asProblem, Problem } from '../problem.js';
import { pourBody, readBody } from './body.js';
import { valuesOf } from './fields.js';
import { type Form, FormReader, keepInMemory } from './form.js';
import { measure } from './measure.js';
import { cleanName } from './names.js';

/** The field of a form that the picture is in. */
export const PICTURE = 'picture';

const RAW = /^(image\/[\w.+-]+|application\/octet-stream)\s*(;|$)/i;
export const FORM = /^multipart\/form-data\s*(;|$)/i;

/** What a request asks for. */
export interface PictureRequest<Options> {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly pixels: number;
  readonly options: Options;
}

/**
 * Receives a picture and the options that come with it: in the query, and where it comes in a form, in its fields.
 *
 * @throws Problem where something is wrong with either, or there is no room
 */
export async function receivePicture<Schema extends z.ZodObject>(
  c: Exchange,
  schema: Schema,
  rooms: Rooms,
): Promise<PictureRequest<Omit<z.output<Schema>, 'image'>>> {
  const begun = performance.now();
  const body = await receiveBody(c, rooms);
  const { form } = body;
  const { image = 'picture', ...options } = optionsOf(c, schema, form);
  const file = body.form ? fileOf(body.form) : body;
  const name = typeof image === 'string' && image !== 'picture' ? image : nameOf(form);
  rooms.metrics.took('receive', (performance.now() - begun) / 1000);
  try {
    const { pixels } = await measure(file.bytes, name, rooms.limits);
    c.get('told').pixels = pixels;
    return { name, bytes: file.bytes, pixels, options };
  } catch (error) {
    throw asProblem('unusable-picture', error);
  }
}

/** The body, read whole: a picture, or a form. */
async function receiveBody(
  c: Exchange,
  { pool, held, limits }: Rooms,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly form?: undefined } | { readonly form: Form }> {
  const type = c.req.header('content-type') ?? 'application/octet-stream';
  const isForm = FORM.test(type);
  if (!isForm && !RAW.test(type)) {
    throw new Problem(
      'wrong-type',
      `Content-Type: expected image/…, application/octet-stream or multipart/form-data, received ${JSON.stringify(type.slice(0, 60))}.`,
      { headers: { 'Accept-Post': 'image/*, application/octet-stream, multipart/form-data' } },
    );
  }
  // Before anything is read.
  pool.checkRoom(1);
  const { incoming } = c.env;
  const room = held.enterUntilAnswered(c);
  const bounds = { ...limits, maxBytes: 1e6 * limits.maxMegabytes };
  if (!isForm) return { bytes: await readBody(incoming, { ...bounds, reserve: room.reserve }) };
  const reader = new FormReader(type, keepInMemory);
  try {
    await pourBody(incoming, bounds, (piece) => {
      room.reserve(piece.length);
      return reader.write(piece);
    });
    return { form: await reader.end() };
  } catch (error) {
    await reader.abandon();
    throw error;
  }
}

/** Options of the query and of a form's fields together. */
export function optionsOf<Schema extends z.ZodObject>(
  c: Exchange,
  schema: Schema,
  form: Form | undefined,
): z.output<Schema> & { readonly image?: unknown } {
  try {
    const query = new URL(c.req.url).searchParams;
    return validate(schema, valuesOf(schema, [...query, ...(form?.fields ?? [])]));
  } catch (error) {
    throw asProblem('wrong-request', error);
  }
}

function fileOf({ files }: Form): Form['files'][number] {
  const [file, other] = files;
  if (file?.field === PICTURE && !other) return file;
  const found = files.map(({ field }) => JSON.stringify(field.slice(0, 60))).join(', ');
  throw new Problem(
    'wrong-request',
    `${PICTURE}: expected one file in this field of the form, received ${found === '' ? 'none' : found.slice(0, 200)}.`,
  );
}

/** The name that a form gives its file, without folders and what cannot be printed. */
function nameOf(form: Form | undefined): string {
  return cleanName(form?.files[0]?.name ?? '', PICTURE);
}

/** Throws a problem with the request where `check` throws an `InputError`. */
export function checked<Value>(check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    throw error instanceof InputError ? asProblem('wrong-request', error) : error;
  }
}
