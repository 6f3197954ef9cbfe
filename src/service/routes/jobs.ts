import { z } from '@hono/zod-openapi';
import { PASSES } from '../../video/video.js';
import type { Exchange, Rooms } from '../exchange.js';
import type { Jobs } from '../jobs/jobs.js';
import { redactJobRequest } from '../options.js';
import { receiveJob, VIDEO } from '../request/job-request.js';
import { PICTURE } from '../request/picture.js';
import type { VideoRoom } from '../videos/video-room.js';
import { events, lines, picture, video } from './job-answers.js';
import { begin, kind } from './job-begin.js';
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
