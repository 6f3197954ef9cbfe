import { createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FilePathSource } from 'mediabunny';
import { PRIVATE_FILE } from '../../batch/spool.js';
import type { Detector } from '../../detect/detector.js';
import { InputError } from '../../errors/errors.js';
import { videoRedactionLine } from '../../formats/video-lines.js';
import type { VideoCodecs } from '../../platform/video-port.js';
import { fileError } from '../../runtime/file-error.js';
import type { Container } from '../../video/video.js';
import { detectWhole, redactWhole, type VideoTools } from '../../video/whole-video.js';
import type { Looked, LookTask } from './look.js';

const TYPES: Readonly<Record<Container, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
};

/**
 * Works on a video as the command does; what is made of it is in the task's file for the result.
 *
 * @throws InputError where it cannot be read or coded, or the result is not known to hide what it must
 */
export async function lookAtVideo(task: LookTask, detector: Detector, codecs: VideoCodecs): Promise<Looked> {
  const { run, name, output, video } = task;
  const source = new FilePathSource(video!.source);
  const tools: VideoTools = {
    ...{ codecs, ahead: detector.photos + 1 },
    detect: async (image, search) => (await detector.detect(image, { ...search, name })).faces,
  };
  if (run.command === 'detect') {
    const { lines, frames, width, height, tracks } = await detectWhole(
      source,
      name,
      { ...run.settings, ...(run.video?.every !== undefined && { every: run.video.every }) },
      tools,
    );
    const ended = function* () {
      for (const line of lines) yield `${line}\n`;
    };
    await pipeline(Readable.from(ended()), createWriteStream(video!.result, { mode: PRIVATE_FILE }));
    return {
      line: JSON.stringify({ video: name, width, height, frames, tracks }),
      type: 'application/jsonl',
      faces: tracks,
    };
  }
  if ('keepMetadata' in run.settings && run.settings.keepMetadata)
    throw new InputError(`${name}: is a video, of which --keep-metadata can keep nothing. Submit videos without it.`);
  const file = await open(video!.result, 'w', PRIVATE_FILE);
  try {
    const sink = {
      write: async (data: Uint8Array, position: number) => {
        for (let done = 0; done < data.length; ) {
          done += (await file.write(data, done, data.length - done, position + done)).bytesWritten;
        }
      },
    };
    const written = async () => new FilePathSource(video!.result);
    const made = await redactWhole(source, name, { ...run.settings, ...run.video }, { sink, written }, tools);
    return { line: videoRedactionLine(name, output.same, made, made), type: TYPES[made.container], faces: made.tracks };
  } catch (error) {
    // A disk that is full may be emptier later, or another machine's is.
    throw error instanceof InputError ? error : fileError(name, 'cannot be worked on', error);
  } finally {
    await file.close();
  }
}
