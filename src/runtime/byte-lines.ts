import { createReadStream } from 'node:fs';
import { fileError } from './file-error.js';

/** A line of a file. */
export interface ByteLine {
  /** Where it begins, in bytes. */
  readonly start: number;
  /** Without its end. */
  readonly bytes: Buffer;
  /** Whether its end is there: only the last line of a file may lack it. */
  readonly whole: boolean;
}

const NEWLINE = 10;

/**
 * The lines of a file of any length, in memory that the longest line bounds, with the place where each begins.
 *
 * @throws InputError that names the file where it cannot be read
 */
export async function* byteLines(path: string): AsyncGenerator<ByteLine> {
  let start = 0;
  let parts: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        const bytes = Buffer.concat([...parts, chunk.subarray(from, end)]);
        yield { start, bytes, whole: true };
        start += bytes.length + 1;
        parts = [];
        from = end + 1;
      }
      if (from < chunk.length) parts.push(chunk.subarray(from));
    }
  } catch (error) {
    throw fileError(path, 'cannot be read', error);
  }
  if (parts.length > 0) yield { start, bytes: Buffer.concat(parts), whole: false };
}
