import { createReadStream } from 'node:fs';
import { InputError, messageOf } from '../errors/errors.js';
import { decoderFor } from './text.js';

/** A line of a text file, without what ends it. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether a line end follows: the last line of a file that a kill cut short has none. */
  readonly ended: boolean;
}

/** Longer than any honest line (a photo of 250,000 faces), and short enough for memory. In UTF-16 units. */
export const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * Reads a text file line by line, however long it is, in the memory of one line. Lines end in `\n` or `\r\n` and in
 * nothing else, as JSON may hold every other separator. The text is UTF-8, or UTF-16 where a byte order mark says so.
 *
 * @throws InputError that names the file, and the line, where it cannot be read, is not text, or has an endless line
 */
export async function* readLines(path: string, longest = LONGEST_LINE): AsyncGenerator<TextLine> {
  let rest = '';
  let number = 1;
  for await (const part of readText(path, () => number)) {
    const lines = part.split('\n');
    lines[0] = rest + lines[0]!;
    rest = lines.pop()!;
    for (const text of lines) yield { text: checked(withoutReturn(text)), number: number++, ended: true };
    checked(rest);
  }
  if (rest !== '') yield { text: withoutReturn(rest), number, ended: false };

  function checked(text: string): string {
    if (text.length <= longest) return text;
    throw new InputError(
      `${path}:${number}: the line is longer than ${longest.toLocaleString('en')} characters. Expected one line a photo.`,
    );
  }
}

/** @param line number of the line that is being read, for errors */
async function* readText(path: string, line: () => number): AsyncGenerator<string> {
  const stream = createReadStream(path);
  let begin: Uint8Array = new Uint8Array();
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of stream) {
      const bytes: Buffer = decoder ? chunk : Buffer.concat([begin, chunk]);
      // A pipe may give a byte at a time, and a byte order mark has two or three.
      if (!decoder && bytes.length < 2) {
        begin = bytes;
        continue;
      }
      decoder ??= decoderFor(bytes);
      yield decode(decoder, path, line, bytes);
    }
    if (!decoder && begin.length > 0) yield decode(new TextDecoder('utf-8', { fatal: true }), path, line, begin);
    // Half a letter at the end was cut off with its line, which says so itself.
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: cannot be read: ${messageOf(error)}. Check the path.`);
  } finally {
    stream.destroy();
  }
}

function decode(decoder: TextDecoder, path: string, line: () => number, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    throw new InputError(`${path}:${line()}: here or below it is not ${decoder.encoding} text. Save it as UTF-8.`);
  }
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
