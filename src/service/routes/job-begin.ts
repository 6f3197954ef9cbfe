import { z } from '@hono/zod-openapi';
import type { Exchange, Rooms } from '../exchange.js';
import type { Job } from '../jobs/job.js';
import type { JobOptions, Jobs } from '../jobs/jobs.js';
import type { JobPicture } from '../jobs/picture-job.js';
import { checkColor, detectJobRequest, redactJobRequest, withThreshold } from '../options.js';
import { asProblem, Problem } from '../problem.js';
import type { Form } from '../request/form.js';
import type { CameJob } from '../request/job-request.js';
import { measure } from '../request/measure.js';
import { cleanName } from '../request/names.js';
import { checked, optionsOf, PICTURE } from '../request/picture.js';
import type { VideoWork } from '../videos/messages.js';

/** What a job does. */
export const kind = z.enum(['detect', 'redact'], 'expected detect or redact');

/**
 * Begins a job of what came.
 *
 * @throws Problem where its options are wrong, or there is no room
 */
export async function begin(c: Exchange, rooms: Rooms, jobs: Jobs, came: CameJob): Promise<Job> {
  const { pictures: files, video, fields } = came;
  if (video) {
    const work = videoWork(c, fields);
    jobs.checkRoom(0);
    return jobs.addVideo(video, work, c.get('key'));
  }
  const pictures = await measured(c, rooms, files);
  const what = pictureWork(c, fields);
  jobs.checkRoom(pictures.reduce((sum, { bytes }) => sum + bytes.length, 0));
  return jobs.add(pictures, what, c.get('key'));
}

/** The pictures of a job; what cannot be used says so in its own line later. */
async function measured(c: Exchange, rooms: Rooms, files: Form['files']): Promise<JobPicture[]> {
  const pictures: JobPicture[] = [];
  let pixels = 0;
  for (const { name: given, bytes } of files) {
    const name = cleanName(given, PICTURE);
    const found = await measure(bytes, name, rooms.limits).catch((error: unknown) => {
      const known = asProblem('unusable-picture', error);
      if (known instanceof Problem) return { pixels: 0, problem: known.message };
      throw error;
    });
    pixels += found.pixels;
    pictures.push({ name, bytes, ...found });
  }
  c.get('told').pixels = pixels;
  return pictures;
}

/** What is asked for, of pictures or of a video. */
function asked(c: Exchange, given: Form['fields']) {
  const query = new URL(c.req.url).searchParams.getAll('do');
  const named = [...query, ...given.flatMap(([field, value]) => (field === 'do' ? [value] : []))];
  const wanted = kind.safeParse(named[0]);
  if (named.length !== 1 || !wanted.success) {
    throw new Problem(
      'wrong-request',
      `do: expected detect or redact, received ${JSON.stringify(named).slice(0, 60)}.`,
    );
  }
  const form = { fields: given.filter(([field]) => field !== 'do'), files: [] };
  if (wanted.data === 'detect') {
    const { do: _, ...options } = optionsOf(c, detectJobRequest.extend({ do: kind.optional() }), form);
    return { kind: wanted.data, options: checked(() => withThreshold(options)) };
  }
  const { do: _, ...options } = optionsOf(c, redactJobRequest.extend({ do: kind.optional() }), form);
  return {
    kind: wanted.data,
    options: checked(() => {
      checkColor(options);
      return withThreshold(options);
    }),
  };
}

function pictureWork(c: Exchange, fields: Form['fields']): JobOptions {
  const work = asked(c, fields);
  if (work.kind === 'detect') {
    const { every, ...options } = work.options;
    refuse({ every }, 'is about videos');
    return { kind: 'detect', options };
  }
  const { every, quality, ...options } = work.options;
  refuse({ every, quality }, 'is about videos');
  return { kind: 'redact', options };
}

function videoWork(c: Exchange, fields: Form['fields']): VideoWork {
  const work = asked(c, fields);
  if (work.kind === 'redact')
    refuse({ keepMetadata: work.options.keepMetadata || undefined }, 'can keep nothing of a video');
  return work;
}

/** What would be passed over in silence is refused. */
function refuse(options: Readonly<Record<string, unknown>>, why: string): void {
  const [name] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (name !== undefined) throw new Problem('wrong-request', `${name}: ${why}. Leave it out.`);
}
