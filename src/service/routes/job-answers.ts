import { type FileHandle, open } from 'node:fs/promises';
import { streamSSE } from 'hono/streaming';
import { codeOf } from '../../runtime/file-error.js';
import { MEDIA_TYPES } from '../../video/video.js';
import type { Exchange } from '../exchange.js';
import type { Job } from '../jobs/job.js';
import { PictureJob } from '../jobs/picture-job.js';
import { FILES, VideoJob } from '../jobs/video-job.js';
import { Problem } from '../problem.js';
import { warningHeader } from './lines.js';
import { typeOf } from './redact.js';

/** Bytes that are read at once of a file that is sent. */
const PIECE = 2 ** 17;

/**
 * A job's state whenever it changes, as server-sent events, to its end.
 *
 * @param heartbeat milliseconds between two signs of life
 */
export function events(c: Exchange, job: Job, heartbeat: number): Response {
  return streamSSE(c, async (stream) => {
    let told = '';
    let wake = () => {};
    const unwatch = job.watch(() => wake());
    stream.onAbort(() => wake());
    try {
      while (!stream.aborted) {
        const data = JSON.stringify(job.about);
        const { isOver } = job;
        if (data !== told) await stream.writeSSE({ event: isOver ? 'end' : 'progress', data });
        else await stream.write(': \n\n');
        told = data;
        if (isOver) return;
        await new Promise<void>((resolve) => {
          const late = setTimeout(resolve, heartbeat);
          wake = () => {
            clearTimeout(late);
            resolve();
          };
          // What changed while it was being told.
          if (JSON.stringify(job.about) !== told || stream.aborted) wake();
        });
      }
    } finally {
      unwatch();
    }
  });
}

/** A redacted picture, once. */
export function picture(c: Exchange, job: Job): Response {
  const number = c.req.param('number') ?? '';
  const at = /^\d{1,6}$/.test(number) ? Number(number) : -1;
  const made = job instanceof PictureJob ? job.fetch(at) : undefined;
  if (made === 'fetched') throw new Problem('gone', 'The picture was fetched already, and deleted then.');
  if (!made) throw new Problem('not-found', 'There is no such picture: not yet, or its line says why.');
  // Deleted once all of it was sent, and not where the connection was cut.
  c.env.outgoing.once('finish', () => {
    if (c.req.method === 'GET' && job instanceof PictureJob) job.forget(at);
  });
  return c.body(new Uint8Array(made.data), 200, { 'Content-Type': typeOf(made), ...warningHeader(made.warnings) });
}

/** The redacted video, once. */
export async function video(c: Exchange, job: Job): Promise<Response> {
  const made = job instanceof VideoJob ? job.result : undefined;
  if (made === 'fetched') throw new Problem('gone', 'The video was fetched already, and deleted then.');
  if (!made || !(job instanceof VideoJob))
    throw new Problem('not-found', 'There is no video: not yet, or the line of the job says why.');
  const file = await opened(made.path);
  const { size } = await file.stat();
  const type = { 'Content-Type': MEDIA_TYPES[made.container], 'Content-Length': String(size) };
  const headers = { ...type, ...warningHeader(made.warnings) };
  if (c.req.method === 'HEAD') {
    await file.close();
    return c.body(null, 200, headers);
  }
  c.env.outgoing.once('finish', () => void job.forget());
  return c.body(streamOf(c, file), 200, headers);
}

/** What a job says of its pictures or its video, a line each. */
export async function lines(c: Exchange, job: Job): Promise<Response> {
  const headers = { 'Content-Type': 'application/jsonl' };
  if (job instanceof PictureJob) {
    const text = job.results.flatMap((result) => (result ? [`${result.line}\n`] : [])).join('');
    return c.body(text, 200, headers);
  }
  const end = job instanceof VideoJob ? job.end : undefined;
  if (!end || !(job instanceof VideoJob)) return c.body('', 200, headers);
  if (end.line !== undefined) return c.body(`${end.line}\n`, 200, headers);
  return c.body(streamOf(c, await opened(job.folder.file(FILES.result))), 200, headers);
}

/** @throws Problem where it was deleted in this moment */
async function opened(path: string): Promise<FileHandle> {
  return await open(path, 'r').catch((error: unknown) => {
    throw codeOf(error) === 'ENOENT' ? new Problem('gone', 'It was deleted.') : error;
  });
}

/** The bytes of a file. It is closed once the answer is sent, or nobody is there any more to read it. */
function streamOf(c: Exchange, file: FileHandle): ReadableStream<Uint8Array> {
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await file.close();
  };
  c.env.outgoing.once('close', () => void close());
  if (c.env.outgoing.closed) void close();
  return new ReadableStream({
    async pull(controller) {
      if (isClosed) return controller.error(new Error('nobody reads it'));
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(PIECE), 0, PIECE);
      if (bytesRead > 0) return controller.enqueue(buffer.subarray(0, bytesRead));
      await close();
      controller.close();
    },
    cancel: close,
  });
}
