import { type RouteConfig, z } from '@hono/zod-openapi';
import type { Exchange } from '../exchange.js';
import { PROBLEMS, type ProblemKind } from '../problem.js';
import { PICTURE } from '../request/picture.js';

/** One way into the service: what its documentation says, and what it does. */
export interface Route {
  readonly about: RouteConfig;
  readonly handle: (c: Exchange) => Promise<Response> | Response;
  /** Open to everybody, where others need a key. */
  readonly open?: true;
}

const BINARY = { type: 'string', format: 'binary' } as const;

/** A file, in the documentation. */
export const file = () => z.string().openapi(BINARY);

export const problemSchema = z
  .object({
    type: z.string().describe('Which problem, as a link to its explanation.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong and what to do, in the words of the command.'),
  })
  .openapi('Problem');

/** A body that is a picture, or a form with the picture and options. */
export function pictureBody(options: z.ZodObject) {
  return {
    required: true,
    content: {
      'image/*': { schema: file() },
      'application/octet-stream': { schema: file() },
      'multipart/form-data': { schema: options.partial().extend({ [PICTURE]: file() }) },
    },
  };
}

/** What every route that takes a picture may answer instead. */
export const PICTURE_PROBLEMS = [
  ...['wrong-request', 'too-slow', 'too-large', 'wrong-type', 'unusable-picture'],
  ...['too-busy', 'not-ready', 'took-too-long'],
] as const satisfies readonly ProblemKind[];

/** The problems in the answers of a route; several may have one status. */
export function problemAnswers(kinds: readonly ProblemKind[]): RouteConfig['responses'] {
  const byStatus = new Map<number, string[]>();
  for (const kind of kinds) {
    const { status, title } = PROBLEMS[kind];
    byStatus.set(status, [...(byStatus.get(status) ?? []), title]);
  }
  const content = { 'application/problem+json': { schema: problemSchema } };
  return Object.fromEntries(
    [...byStatus].map(([status, titles]) => [status, { description: `${titles.join('; or: ')}.`, content }]),
  );
}
