import { z } from '@hono/zod-openapi';
import type { Redaction } from '../../redact/redact.js';
import { redactionLine } from '../../redact/redaction-line.js';
import type { Exchange, Rooms } from '../exchange.js';
import { checkColor, redactRequest, withThreshold } from '../options.js';
import { Problem } from '../problem.js';
import { checked, PICTURE, receivePicture } from '../request/picture.js';
import { lineSchema, warningHeader } from './lines.js';
import { file, PICTURE_PROBLEMS, pictureBody, problemAnswers, type Route } from './route.js';
import { workOn } from './work.js';

/** The media types of what is written, by sharp's names of the formats. */
const TYPES: Readonly<Record<string, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  heif: 'image/avif',
  tiff: 'image/tiff',
  gif: 'image/gif',
};

/** `POST /v1/redact`: the picture with its faces hidden, or a problem where it is not known that they are. */
export function redactRoute(rooms: Rooms): Route {
  return {
    about: {
      method: 'post',
      path: '/v1/redact',
      summary: 'Hide the faces in a picture, and look again whether they are hidden',
      description:
        'The answer is the picture, or with `Accept: multipart/form-data` a form of the line of JSON that `farface redact --json` prints (`line`) and the picture (`picture`). Where a face is still found after the last check there is no picture, but the problem `faces-remain`.',
      request: { query: redactRequest, body: pictureBody(redactRequest) },
      responses: {
        200: {
          description: 'The picture, in the format of the one that came; `Farface-Faces` says how much was hidden.',
          content: {
            'image/*': { schema: file() },
            'multipart/form-data': { schema: z.object({ line: lineSchema, [PICTURE]: file() }) },
          },
        },
        ...problemAnswers([...PICTURE_PROBLEMS, 'faces-remain']),
      },
    },
    handle: async (c) => {
      const { name, bytes, pixels, options: given } = await receivePicture(c, redactRequest, rooms);
      const options = checked(() => {
        checkColor(given);
        return withThreshold(given);
      });
      const redaction = await workOn<'redact'>(c, rooms, { kind: 'redact', name, bytes, options }, pixels);
      checkHidden(name, redaction);
      return await answer(c, name, redaction);
    },
  };
}

/** Throws `Problem` where a face is still found: what may show one is not handed out. */
export function checkHidden(name: string, redaction: Redaction): void {
  const { remaining } = redaction;
  if (remaining.length === 0) return;
  const faces = remaining.length === 1 ? '1 face' : `${remaining.length} faces`;
  throw new Problem(
    'faces-remain',
    `${name}: the check still finds ${faces}, so there is no picture. Try with=solid or a larger scale, or name them in also.`,
    { members: { line: JSON.parse(redactionLine(name, undefined, redaction)) } },
  );
}

/** The media type of what was written. */
export function typeOf({ format }: Pick<Redaction, 'format'>): string {
  return TYPES[format] ?? 'application/octet-stream';
}

async function answer(c: Exchange, name: string, redaction: Redaction): Promise<Response> {
  const { data, regions, warnings } = redaction;
  const headers = { 'Farface-Faces': String(regions.length), ...warningHeader(warnings) };
  const type = typeOf(redaction);
  const picture = new Uint8Array(data);
  if (!/^multipart\/form-data\b/i.test(c.req.header('accept') ?? '')) {
    return c.body(picture, 200, { 'Content-Type': type, ...headers });
  }
  const form = new FormData();
  form.set('line', new Blob([redactionLine(name, undefined, redaction)], { type: 'application/json' }), 'line.json');
  form.set(PICTURE, new Blob([picture], { type }), name);
  const whole = new Response(form);
  return c.body(await whole.arrayBuffer(), 200, { 'Content-Type': whole.headers.get('content-type')!, ...headers });
}
