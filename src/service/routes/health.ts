import { z } from '@hono/zod-openapi';
import type { Rooms } from '../exchange.js';
import { Problem } from '../problem.js';
import { problemAnswers, type Route } from './route.js';

const state = z.object({ ok: z.literal(true) });
const answers = (description: string) => ({
  200: { description, content: { 'application/json': { schema: state } } },
  ...problemAnswers(['not-ready']),
});

/** `GET /livez`, `GET /readyz`, `GET /metrics`: for who runs the service. */
export function healthRoutes({ pool, metrics }: Rooms, isDraining: () => boolean): Route[] {
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
        responses: answers('They are.'),
      },
      handle: (c) => {
        if (isDraining()) throw new Problem('not-ready', 'The service is ending. Ask another one.');
        if (pool.readyThreads === 0) throw new Problem('not-ready', 'No networks are loaded. Wait.', { retryAfter: 1 });
        return c.json({ ok: true });
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
