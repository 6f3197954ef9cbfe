import type { Rooms } from '../exchange.js';
import { verifyRequest } from '../options.js';
import { receivePicture } from '../request/picture.js';
import { detectionLine, lineSchema } from './lines.js';
import { PICTURE_PROBLEMS, pictureBody, problemAnswers, type Route } from './route.js';
import { workOn } from './work.js';

/** `POST /v1/verify`: scores what another detector found anew. */
export function verifyRoute(rooms: Rooms): Route {
  return {
    about: {
      method: 'post',
      path: '/v1/verify',
      summary: 'Give the small faces that any detector found a second look, enlarged, and score them anew',
      description: 'The answer is a line of JSON as `farface verify` prints it.',
      // Faces may come in the form instead.
      request: { query: verifyRequest.partial(), body: pictureBody(verifyRequest) },
      responses: {
        200: {
          description: 'The faces, best first, with what both stages say.',
          content: { 'application/json': { schema: lineSchema } },
        },
        ...problemAnswers(PICTURE_PROBLEMS),
      },
    },
    handle: async (c) => {
      const { name, bytes, pixels, options } = await receivePicture(c, verifyRequest, rooms);
      const found = await workOn<'verify'>(c, rooms, { kind: 'verify', name, bytes, options }, pixels);
      return c.body(`${detectionLine(name, found)}\n`, 200, { 'Content-Type': 'application/json' });
    },
  };
}
