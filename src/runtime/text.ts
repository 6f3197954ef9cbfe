import { readFile } from 'node:fs/promises';
import { InputError, messageOf } from '../errors/errors.js';

/**
 * Reads a text file whole: UTF-8, or UTF-16 where a byte order mark says so, or what an XML declaration names. No byte
 * order mark is left in the text.
 *
 * @param what what the file should be, for errors, as in `COCO annotations`
 * @throws InputError that names the file where it cannot be read or is not text
 */
export async function readTextFile(path: string, what: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new InputError(`${path}: cannot be read as ${what}: ${messageOf(error)}. Check the path.`);
  });
  try {
    return decoderFor(bytes).decode(bytes);
  } catch {
    throw new InputError(`${path}: expected ${what} in UTF-8, found bytes that are no such text. Save it as UTF-8.`);
  }
}

/**
 * The decoder for text that begins with these bytes, two of them at least, if it has as many. It leaves out the byte
 * order mark of its own encoding, and throws where bytes are no text in it.
 *
 * @throws RangeError where an XML declaration names an encoding that nobody knows
 */
export function decoderFor(bytes: Uint8Array): TextDecoder {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  return new TextDecoder(marked ?? declared(bytes) ?? 'utf-8', { fatal: true });
}

const DECLARATION = 100;

function declared(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, DECLARATION)).toString('latin1');
  return /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(start)?.[1];
}

/**
 * Reads a JSON file whole.
 *
 * @param parse makes values of the text
 * @throws InputError that names the file where it cannot be read or is not JSON
 */
export async function readJsonFile(
  path: string,
  what: string,
  parse: (text: string) => unknown = JSON.parse,
): Promise<unknown> {
  const text = await readTextFile(path, what);
  try {
    return parse(text);
  } catch (error) {
    throw new InputError(`${path}: expected ${what}, found what is not JSON: ${messageOf(error)}.`);
  }
}
