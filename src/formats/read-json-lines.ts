import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { InputError, messageOf } from '../errors/errors.js';
import { validate } from '../errors/validate.js';
import type { PhotoFaces } from './photo-faces.js';

const number = z.number('expected a number');
const size = z.int('expected a number of pixels').positive('expected a number of pixels');

const lineSchema = z.union(
  [
    z.object({
      image: z.string(),
      width: size,
      height: size,
      faces: z.array(
        z.object({ box: z.object({ x: number, y: number, width: number, height: number }), score: number.default(1) }),
      ),
    }),
    z.object({ image: z.string(), error: z.string() }),
  ],
  'expected a line of farface detect --json: image, width, height, faces',
);

/** A photo with its faces, or with the reason why it could not be looked at. */
export type JsonLine = PhotoFaces | { readonly image: string; readonly error: string };

/**
 * Reads the lines of `farface detect --json` one by one, however long the file is. Photos that could not be looked at
 * come with their error.
 *
 * @throws InputError that names the file and the line of what is wrong
 */
export async function* readJsonLines(path: string): AsyncGenerator<JsonLine> {
  let position = 0;
  const stream = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      position += 1;
      if (line.trim() === '') continue;
      yield parseJsonLine(line, `${path}:${position}`);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be read: ${messageOf(error)}`);
  } finally {
    stream.destroy();
  }
}

/** Reads one line; errors say that it stands at `where`. */
export function parseJsonLine(line: string, where: string): JsonLine {
  // A union's error is of the whole line, which has no name that a colon would follow.
  return validate(lineSchema, parse(line, where), (part) => `${where}: ${part}`);
}

function parse(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    throw new InputError(`${where}: is not JSON; expected a line of farface detect --json.`);
  }
}
