import { z } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { Exchange, Rooms } from '../exchange.js';
import type { Job, JobPicture } from '../jobs/job.js';
import type { JobOptions, Jobs } from '../jobs/jobs.js';
import { checkColor, detectRequest, redactRequest, withThreshold } from '../options.js';
import { asProblem, Problem } from '../problem.js';
import { measure } from '../request/measure.js';
import { checked, cleanName, optionsOf, PICTURE, receiveBody } from '../request/picture.js';
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
  })
  .openapi('Job');

const jobFields = { detect: detectRequest.omit({ image: true }), redact: redactRequest.omit({ image: true }) };
const kind = z.enum(['detect', 'redact'], 'expected detect or redact');
const params = z.object({ id: z.string() });
const json = (description: string) => ({ description, content: { 'application/json': { schema: aboutSchema } } });

/** `/v1/jobs`: several pictures that are worked on when there is time. */
export function jobRoutes(rooms: Rooms, jobs: Jobs): Route[] {
  const found = (c: Exchange) => jobs.find(c.req.param('id') ?? '', c.get('key'));
  return [
    {
      about: {
        method: 'post',
        path: '/v1/jobs',
        summary: 'Begin a job: several pictures, of which each comes to its own end',
        description:
          'A form with any number of files in the field `picture`, `do` (detect or redact) and its options. Jobs are in memory: they go with the process. What is not fetched goes after a time.',
        request: {
          query: redactRequest.omit({ image: true }).extend({ do: kind }).partial(),
          body: {
            required: true,
            content: {
              'multipart/form-data': {
                schema: jobFields.redact.extend({ do: kind, [PICTURE]: z.array(file()) }),
              },
            },
          },
        },
        responses: { 202: json('It was begun; `Location` is its address.'), ...problemAnswers(PICTURE_PROBLEMS) },
      },
      handle: async (c) => {
        jobs.checkRoom(0);
        const { pictures, what } = await receiveJob(c, rooms);
        jobs.checkRoom(pictures.reduce((sum, { bytes }) => sum + bytes.length, 0));
        const job = jobs.add(pictures, what, c.get('key'));
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
        description: 'An event `progress` whenever a picture is through, and `end` at the end, with the state as data.',
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
        summary: 'Lines of JSON of all pictures that are through, in the order of the pictures',
        request: { params },
        responses: {
          200: { description: 'The command’s lines.', content: { 'application/jsonl': { schema: z.string() } } },
          ...problemAnswers(['not-found']),
        },
      },
      handle: (c) => {
        const lines = found(c).results.flatMap((result) => (result ? [`${result.line}\n`] : []));
        return c.body(lines.join(''), 200, { 'Content-Type': 'application/jsonl' });
      },
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
  ];
}

/** The pictures of a job and what is to be done with them; what cannot be used says so in its own line later. */
async function receiveJob(c: Exchange, rooms: Rooms): Promise<{ pictures: JobPicture[]; what: JobOptions }> {
  const { form } = await receiveBody(c, rooms);
  if (!form) throw new Problem('wrong-type', 'Content-Type: expected multipart/form-data.');
  const files = form.files.filter(({ field }) => field === PICTURE);
  if (files.length === 0 || files.length < form.files.length) {
    throw new Problem('wrong-request', `${PICTURE}: expected files in this field of the form, and in no other.`);
  }
  const pictures: JobPicture[] = [];
  let pixels = 0;
  for (const { name: given, bytes } of files) {
    const name = cleanName(given);
    const measured = await measure(bytes, name, rooms.limits).catch((error: unknown) => {
      const known = asProblem('unusable-picture', error);
      if (known instanceof Problem) return { pixels: 0, problem: known.message };
      throw error;
    });
    pixels += measured.pixels;
    pictures.push({ name, bytes, ...measured });
  }
  c.get('told').pixels = pixels;
  return { pictures, what: whatOf(c, form.fields) };
}

function whatOf(c: Exchange, fields: readonly (readonly [string, string])[]): JobOptions {
  const query = new URL(c.req.url).searchParams.getAll('do');
  const named = [...query, ...fields.flatMap(([field, value]) => (field === 'do' ? [value] : []))];
  const given = kind.safeParse(named[0]);
  if (named.length !== 1 || !given.success) {
    throw new Problem(
      'wrong-request',
      `do: expected detect or redact, received ${JSON.stringify(named).slice(0, 60)}.`,
    );
  }
  const form = { fields: fields.filter(([field]) => field !== 'do'), files: [] };
  if (given.data === 'detect') {
    const { do: _, ...options } = optionsOf(c, jobFields.detect.extend({ do: kind.optional() }), form);
    return { kind: 'detect', options: checked(() => withThreshold(options)) };
  }
  const { do: _, ...options } = optionsOf(c, jobFields.redact.extend({ do: kind.optional() }), form);
  return {
    kind: 'redact',
    options: checked(() => {
      checkColor(options);
      return withThreshold(options);
    }),
  };
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
  const made = job.fetch(at);
  if (made === 'fetched') throw new Problem('gone', 'The picture was fetched already, and deleted then.');
  if (!made) throw new Problem('not-found', 'There is no such picture: not yet, or its line says why.');
  // Deleted once all of it was sent, and not where the connection was cut.
  c.env.outgoing.once('finish', () => {
    if (c.req.method === 'GET') job.forget(at);
  });
  return c.body(new Uint8Array(made.data), 200, { 'Content-Type': typeOf(made) });
}
