import { createWriteStream, openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FilePathSource } from 'mediabunny';
import { fileError } from '../runtime/file-error.js';
import {
  detectWhole,
  redactWhole,
  type Search,
  type VideoTools,
  type WholeDetection,
  type WholeRedaction,
  type WholeRedactOptions,
} from '../video/whole-video.js';
import { PRIVATE_FILE } from './spool-folder.js';

/** A video and what is made of it, as files that nobody but this user sees. */
export interface VideoFiles {
  /** What lines and errors call the video: the files' own names are nobody's concern. */
  readonly name: string;
  readonly source: string;
  /** The redacted video, or the lines of JSON; what lay there is replaced. */
  readonly result: string;
}

/**
 * Finds the faces of a video, and writes a line of JSON for each frame.
 *
 * @throws InputError that names the video where it cannot be looked at whole, or the lines cannot be written; the signal's
 * reason where it is stopped
 */
export async function detectFile(
  { name, source, result }: VideoFiles,
  options: Search & { readonly every?: number | undefined },
  tools: VideoTools,
): Promise<Omit<WholeDetection, 'lines'>> {
  const { lines, ...found } = await detectWhole(new FilePathSource(source), name, options, {
    ...tools,
    file: () => openAsBlob(source),
  });
  const ended = function* () {
    for (const line of lines) yield `${line}\n`;
  };
  await pipeline(Readable.from(ended()), createWriteStream(result, { mode: PRIVATE_FILE })).catch((error: unknown) => {
    throw fileError(name, 'its lines cannot be written', error);
  });
  return found;
}

/**
 * Hides the faces of a video in all its passes. Where it throws, what lies in the result's file is no result.
 *
 * @throws InputError that names the video where it cannot be looked at or coded, the result does not hide what it must or cannot
 * be written; the signal's reason where it is stopped
 */
export async function redactFile(
  { name, source, result }: VideoFiles,
  options: WholeRedactOptions,
  tools: VideoTools,
): Promise<WholeRedaction> {
  const file = await open(result, 'w', PRIVATE_FILE).catch((error: unknown) => {
    throw fileError(name, 'its result cannot be written', error);
  });
  const write = async (data: Uint8Array, position: number) => {
    for (let done = 0; done < data.length; ) {
      const { bytesWritten } = await file.write(data, done, data.length - done, position + done);
      done += bytesWritten;
    }
  };
  const sink = {
    write: async (data: Uint8Array, position: number) => {
      await write(data, position).catch((error: unknown) => {
        throw fileError(name, 'its result cannot be written', error);
      });
    },
  };
  const written = async () => new FilePathSource(result);
  try {
    return await redactWhole(
      new FilePathSource(source),
      name,
      options,
      { sink, written },
      { ...tools, file: () => openAsBlob(source) },
    );
  } finally {
    await file.close();
  }
}
