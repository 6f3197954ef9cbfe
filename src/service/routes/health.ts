import { z } from '@hono/zod-openapi';
import type { Rooms } from '../exchange.js';
import { Problem } from '../problem.js';
import type { VideoRoom } from '../videos/video-room.js';
import { problemAnswers, type Route } from './route.js';

const state = z.object({ ok: z.literal(true) });
const ready = state.extend({
  videos: z
    .union([z.object({ by: z.string() }), z.object({ not: z.string() })])
    .describe('What decodes and codes videos; or why none are taken, and what to install.'),
});
const answers = (description: string, schema: z.ZodObject = state) => ({
  200: { description, content: { 'application/json': { schema } } },
  ...problemAnswers(['not-ready']),
});

/** `GET /livez`, `GET /readyz`, `GET /metrics`: for who runs the service. */
export function healthRoutes({ pool, metrics }: Rooms, { codecs }: VideoRoom, isDraining: () => boolean): Route[] {
  return [
    {
      open: true,
      about: {
        method: 'get',
        path: '/livez',
        summary: 'Whether the process works at all',
        description: 'Where it does not, only a new one helps.',
        responses: answers('It works.'),
      },
      handle: (c) => {
        if (!pool.isAlive) throw new Problem('not-ready', 'No thread of networks answers. Start the service anew.');
        return c.json({ ok: true });
      },
    },
    {
      open: true,
      about: {
        method: 'get',
        path: '/readyz',
        summary: 'Whether pictures are taken',
        responses: answers('They are.', ready),
      },
      handle: (c) => {
        if (isDraining()) throw new Problem('not-ready', 'The service is ending. Ask another one.');
        if (pool.readyThreads === 0) throw new Problem('not-ready', 'No networks are loaded. Wait.', { retryAfter: 1 });
        return c.json({ ok: true, videos: 'name' in codecs ? { by: codecs.name } : { not: codecs.why } });
      },
    },
    {
      about: {
        method: 'get',
        path: '/metrics',
        summary: 'Numbers for Prometheus',
        responses: { 200: { description: 'Text.', content: { 'text/plain': { schema: z.string() } } } },
      },
      handle: async (c) =>
        c.body(await metrics.registry.metrics(), 200, { 'Content-Type': metrics.registry.contentType }),
    },
  ];
}
