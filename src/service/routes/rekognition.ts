import { z } from '@hono/zod-openapi';
import { InputError, messageOf } from '../../errors/errors.js';
import type { Exchange, Rooms } from '../exchange.js';
import { Problem } from '../problem.js';
import { readBody } from '../request/body.js';
import { measure } from '../request/measure.js';
import { problemAnswers, type Route } from './route.js';
import { workOn } from './work.js';

/** What Amazon Rekognition takes, in megabytes: larger pictures it wants in S3. All of it is one text, which nothing else runs beside. */
const MOST_MEGABYTES = 5 * 1.048576;

/** Brackets that open, of which its requests have two or three and base64 has none: deep JSON takes a hundred times as long. */
const MOST_BRACKETS = 100;

/** What it takes of Amazon Rekognition's request. Objects in S3 are not fetched. */
const request = z
  .object({
    Image: z.object({ Bytes: z.base64() }),
    Attributes: z.array(z.string()).optional().describe('Taken, and of no effect.'),
  })
  .openapi('RekognitionRequest');

const answer = z
  .object({
    FaceDetails: z.array(
      z.object({
        BoundingBox: z.object({ Width: z.number(), Height: z.number(), Left: z.number(), Top: z.number() }),
        Confidence: z.number(),
      }),
    ),
  })
  .openapi('RekognitionAnswer');

/** What its clients know of problems. */
const ERRORS: Readonly<Record<string, string>> = {
  'unusable-picture': 'InvalidImageFormatException',
  'too-large': 'ImageTooLargeException',
  'too-busy': 'ThrottlingException',
  'wrong-request': 'InvalidParameterException',
};

/** `POST /compat/rekognition/DetectFaces`: so that a client of Amazon Rekognition's can switch. */
export function rekognitionRoute(rooms: Rooms): Route {
  return {
    about: {
      method: 'post',
      path: '/compat/rekognition/DetectFaces',
      summary: 'Find faces, asked and answered as by Amazon Rekognition',
      description:
        'For clients that are to switch. Boxes are shares of the picture, `Confidence` is the score in percent; landmarks, pose, quality and attributes are not there. As there, a picture has 5 MB at most.',
      request: { body: { required: true, content: { 'application/x-amz-json-1.1': { schema: request } } } },
      responses: {
        200: { description: 'The faces.', content: { 'application/x-amz-json-1.1': { schema: answer } } },
        ...problemAnswers([
          'wrong-request',
          'wrong-type',
          'too-large',
          'too-slow',
          'too-busy',
          'not-ready',
          'took-too-long',
        ]),
      },
    },
    handle: async (c) => {
      try {
        return await detect(c, rooms);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        const kind = ERRORS[error.kind];
        if (kind === undefined) throw error;
        const status = error.kind === 'too-large' ? 413 : error.kind === 'too-busy' ? 429 : 400;
        const { retryAfter } = error.details;
        return c.body(JSON.stringify({ __type: kind, Message: error.message }), status, {
          'Content-Type': 'application/x-amz-json-1.1',
          ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
          ...error.details.headers,
        });
      }
    },
  };
}

async function detect(c: Exchange, rooms: Rooms): Promise<Response> {
  const bytes = await receive(c, rooms);
  const { pixels } = await measure(bytes, 'Image.Bytes', rooms.limits).catch((error: unknown) => {
    throw error instanceof InputError ? new Problem('unusable-picture', messageOf(error)) : error;
  });
  c.get('told').pixels = pixels;
  const work = { kind: 'detect', name: 'Image.Bytes', bytes, options: {} } as const;
  const { width, height, faces } = await workOn<'detect'>(c, rooms, work, pixels);
  const details = faces.map(({ box, score }) => ({
    BoundingBox: { Width: box.width / width, Height: box.height / height, Left: box.x / width, Top: box.y / height },
    Confidence: 100 * score,
  }));
  return c.body(JSON.stringify({ FaceDetails: details }), 200, { 'Content-Type': 'application/x-amz-json-1.1' });
}

async function receive(c: Exchange, { pool, held, limits }: Rooms): Promise<Uint8Array<ArrayBuffer>> {
  if (!/^application\/(x-amz-json-1\.[01]|json)\s*(;|$)/i.test(c.req.header('content-type') ?? '')) {
    throw new Problem('wrong-type', 'Content-Type: expected application/x-amz-json-1.1.');
  }
  pool.checkRoom(1);
  const room = held.enterUntilAnswered(c);
  // Base64 has four letters for three bytes.
  const maxBytes = (4 / 3) * 1e6 * Math.min(limits.maxMegabytes, MOST_MEGABYTES) + 1000;
  const body = await readBody(c.env.incoming, { ...limits, maxBytes, reserve: room.reserve });
  let brackets = 0;
  for (const byte of body) if (byte === 0x5b || byte === 0x7b) brackets += 1;
  try {
    if (brackets > MOST_BRACKETS) throw new Error('too deep');
    const { Image } = request.pick({ Image: true }).parse(JSON.parse(new TextDecoder().decode(body)));
    return new Uint8Array(Buffer.from(Image.Bytes, 'base64'));
  } catch {
    throw new Problem('wrong-request', 'Expected JSON with the base64 of a picture as Image.Bytes.');
  }
}
