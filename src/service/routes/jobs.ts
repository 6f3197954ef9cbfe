import { type FileHandle, open } from 'node:fs/promises';
import { z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { type Container, PASSES } from '../../video/video.js';
import type { Exchange, Rooms } from '../exchange.js';
import type { Job } from '../jobs/job.js';
import type { Jobs } from '../jobs/jobs.js';
import { PictureJob } from '../jobs/picture-job.js';
import { FILES, VideoJob } from '../jobs/video-job.js';
import { redactJobRequest } from '../options.js';
import { Problem } from '../problem.js';
import { receiveJob, VIDEO } from '../request/job-request.js';
import { PICTURE } from '../request/picture.js';
import type { VideoRoom } from '../videos/video-room.js';
import { begin, kind } from './job-begin.js';
import { typeOf } from './redact.js';
import { file, PICTURE_PROBLEMS, problemAnswers, type Route } from './route.js';

const aboutSchema = z
  .object({
    id: z.string(),
    do: z.enum(['detect', 'redact']),
    state: z.enum(['waiting', 'running', 'done', 'stopped']),
    pictures: z.int(),
    done: z.int().describe('Pictures that are through, failed ones too.'),
    failed: z.int().describe('Pictures that could not be used, or in which faces remain: their lines say why.'),
    video: z
      .object({
        name: z.string(),
        pass: z
          .enum(PASSES)
          .describe('What is being done: frames are looked at, written, and what was written is checked.'),
        frame: z.int().describe('Frames that this pass is through with.'),
        frames: z.int().describe('Frames of the video; 0 until it is begun.'),
        share: z.number().min(0).max(1).describe('Of all the work.'),
      })
      .optional()
      .describe('Where the job is a video: `pictures` is 0 then, and `done` and `failed` count the video.'),
  })
  .openapi('Job');

/** Bytes that are read at once of a file that is sent. */
const PIECE = 2 ** 17;
/** The media types of what is written. */
const VIDEO_TYPES: Readonly<Record<Container, string>> = {
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  mkv: 'video/x-matroska',
  webm: 'video/webm',
};
const params = z.object({ id: z.string() });
const json = (description: string) => ({ description, content: { 'application/json': { schema: aboutSchema } } });

/** `/v1/jobs`: several pictures, or a video, that are worked on when there is time. */
export function jobRoutes(rooms: Rooms, jobs: Jobs, videos: VideoRoom): Route[] {
  const found = (c: Exchange) => jobs.find(c.req.param('id') ?? '', c.get('key'));
  return [
    {
      about: {
        method: 'post',
        path: '/v1/jobs',
        summary: 'Begin a job: several pictures, of which each comes to its own end, or a video',
        description: `A form with any number of files in the field \`picture\`, or one in the field \`video\`, \`do\` (detect or redact) and its options; or a video as the body, with these in the query. Pictures are in memory, a video is in a private folder on the disk; both go with the process. What is not fetched goes after a time. ${videosHere(videos)}`,
        request: {
          query: redactJobRequest.extend({ do: kind }).partial(),
          body: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: redactJobRequest.extend({ do: kind, [PICTURE]: z.array(file()), [VIDEO]: file() }).partial(),
              },
              'video/*': { schema: file() },
            },
          },
        },
        responses: {
          202: json('It was begun; `Location` is its address.'),
          ...problemAnswers([...PICTURE_PROBLEMS, 'no-videos', 'disk-full']),
        },
      },
      handle: async (c) => {
        jobs.checkRoom(0);
        const came = await receiveJob(c, rooms, videos);
        const job = await begin(c, rooms, jobs, came).catch(async (error: unknown) => {
          await came.video?.folder.removeAll();
          throw error;
        });
        return c.json(job.about, 202, { Location: `/v1/jobs/${job.id}` });
      },
    },
    {
      about: {
        method: 'get',
        path: '/v1/jobs/{id}',
        summary: 'How far a job is',
        request: { params },
        responses: { 200: json('Its state.'), ...problemAnswers(['not-found']) },
      },
      handle: (c) => c.json(found(c).about),
    },
    {
      about: {
        method: 'delete',
        path: '/v1/jobs/{id}',
        summary: 'Stop a job, and delete all that it holds',
        request: { params },
        responses: { 204: { description: 'It is gone.' }, ...problemAnswers(['not-found']) },
      },
      handle: (c) => {
        jobs.delete(found(c));
        return c.body(null, 204);
      },
    },
    {
      about: {
        method: 'get',
        path: '/v1/jobs/{id}/events',
        summary: 'Watch a job, as server-sent events',
        description:
          'An event `progress` whenever a picture is through, or a video went on, and `end` at the end, with the state as data.',
        request: { params },
        responses: {
          200: { description: 'Events.', content: { 'text/event-stream': { schema: z.string() } } },
          ...problemAnswers(['not-found']),
        },
      },
      handle: (c) => events(c, found(c), (1000 * rooms.limits.idleSeconds) / 3),
    },
    {
      about: {
        method: 'get',
        path: '/v1/jobs/{id}/lines',
        summary: 'Lines of JSON of all pictures that are through, in their order; of a video, once it is through',
        request: { params },
        responses: {
          200: { description: 'The command’s lines.', content: { 'application/jsonl': { schema: z.string() } } },
          ...problemAnswers(['not-found']),
        },
      },
      handle: (c) => lines(c, found(c)),
    },
    {
      about: {
        method: 'get',
        path: '/v1/jobs/{id}/pictures/{number}',
        summary: 'A redacted picture, by its number from 0, which is deleted once it is sent',
        request: { params: params.extend({ number: z.string() }) },
        responses: {
          200: { description: 'The picture.', content: { 'image/*': { schema: file() } } },
          ...problemAnswers(['not-found', 'gone']),
        },
      },
      handle: (c) => picture(c, found(c)),
    },
    {
      about: {
        method: 'get',
        path: '/v1/jobs/{id}/video',
        summary: 'The redacted video, which is deleted once it is sent',
        request: { params },
        responses: {
          200: { description: 'The video.', content: { 'video/*': { schema: file() } } },
          ...problemAnswers(['not-found', 'gone']),
        },
      },
      handle: (c) => video(c, found(c)),
    },
  ];
}

/** Whether this service takes videos, for its documentation. */
function videosHere({ codecs }: VideoRoom): string {
  return 'name' in codecs ? `Videos are taken here, by ${codecs.name}.` : `Videos are not taken here: ${codecs.why}`;
}

/** @param heartbeat milliseconds between two signs of life */
function events(c: Exchange, job: Job, heartbeat: number): Response {
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

function picture(c: Exchange, job: Job): Response {
  const number = c.req.param('number') ?? '';
  const at = /^\d{1,6}$/.test(number) ? Number(number) : -1;
  const made = job instanceof PictureJob ? job.fetch(at) : undefined;
  if (made === 'fetched') throw new Problem('gone', 'The picture was fetched already, and deleted then.');
  if (!made) throw new Problem('not-found', 'There is no such picture: not yet, or its line says why.');
  // Deleted once all of it was sent, and not where the connection was cut.
  c.env.outgoing.once('finish', () => {
    if (c.req.method === 'GET' && job instanceof PictureJob) job.forget(at);
  });
  return c.body(new Uint8Array(made.data), 200, { 'Content-Type': typeOf(made) });
}

async function video(c: Exchange, job: Job): Promise<Response> {
  const made = job instanceof VideoJob ? job.result : undefined;
  if (made === 'fetched') throw new Problem('gone', 'The video was fetched already, and deleted then.');
  if (!made || !(job instanceof VideoJob))
    throw new Problem('not-found', 'There is no video: not yet, or the line of the job says why.');
  const file = await open(made.path, 'r');
  const { size } = await file.stat();
  const headers = { 'Content-Type': VIDEO_TYPES[made.container], 'Content-Length': String(size) };
  if (c.req.method === 'HEAD') {
    await file.close();
    return c.body(null, 200, headers);
  }
  c.env.outgoing.once('finish', () => void job.forget());
  return c.body(streamOf(c, file), 200, headers);
}

/** What a job says of its pictures or its video, a line each. */
async function lines(c: Exchange, job: Job): Promise<Response> {
  const headers = { 'Content-Type': 'application/jsonl' };
  if (job instanceof PictureJob) {
    const text = job.results.flatMap((result) => (result ? [`${result.line}\n`] : [])).join('');
    return c.body(text, 200, headers);
  }
  const end = job instanceof VideoJob ? job.end : undefined;
  if (!end || !(job instanceof VideoJob)) return c.body('', 200, headers);
  if (end.line !== undefined) return c.body(`${end.line}\n`, 200, headers);
  return c.body(streamOf(c, await open(job.folder.file(FILES.lines), 'r')), 200, headers);
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
