import type { Rooms } from '../exchange.js';
import { detectRequest, withThreshold } from '../options.js';
import { checked, receivePicture } from '../request/picture.js';
import { detectionLine, lineSchema, warningHeader } from './lines.js';
import { PICTURE_PROBLEMS, pictureBody, problemAnswers, type Route } from './route.js';
import { workOn } from './work.js';

/** `POST /v1/detect`: the faces of a picture. */
export function detectRoute(rooms: Rooms): Route {
  return {
    about: {
      method: 'post',
      path: '/v1/detect',
      summary: 'Find the faces in a picture, the tiny ones too',
      description: 'The answer is the line of JSON that `farface detect --json` prints.',
      request: { query: detectRequest, body: pictureBody(detectRequest) },
      responses: {
        200: { description: 'The faces.', content: { 'application/json': { schema: lineSchema } } },
        ...problemAnswers(PICTURE_PROBLEMS),
      },
    },
    handle: async (c) => {
      const { name, bytes, pixels, options: given } = await receivePicture(c, detectRequest, rooms);
      const options = checked(() => withThreshold(given));
      const found = await workOn<'detect'>(c, rooms, { kind: 'detect', name, bytes, options }, pixels);
      return c.body(`${detectionLine(name, found)}\n`, 200, {
        'Content-Type': 'application/json',
        ...warningHeader(found.warnings),
      });
    },
  };
}
