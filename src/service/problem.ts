import { InputError, messageOf } from '../errors/errors.js';

/** What can be wrong with a request, as RFC 9457 has it: a status and a title each. The reference page explains them. */
export const PROBLEMS = {
  'wrong-request': { status: 400, title: 'The request is wrong' },
  'no-key': { status: 401, title: 'An API key is needed' },
  'wrong-host': { status: 403, title: 'Not by this name' },
  'other-site': { status: 403, title: 'Not from another site' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'wrong-method': { status: 405, title: 'Not by this method' },
  'too-slow': { status: 408, title: 'The request came too slowly' },
  gone: { status: 410, title: 'It was deleted' },
  'too-large': { status: 413, title: 'Too large' },
  'wrong-type': { status: 415, title: 'Not this type of content' },
  'unusable-picture': { status: 422, title: 'The picture cannot be used' },
  'faces-remain': { status: 422, title: 'Faces remain visible' },
  'too-busy': { status: 429, title: 'Too much is waiting' },
  'client-gone': { status: 499, title: 'Nobody waits for the answer' },
  defect: { status: 500, title: 'A defect of farface' },
  'no-videos': { status: 501, title: 'Videos are not taken here' },
  'not-ready': { status: 503, title: 'Not ready' },
  'took-too-long': { status: 504, title: 'It took too long' },
  'disk-full': { status: 507, title: 'The disk is full' },
} as const;

export type ProblemKind = keyof typeof PROBLEMS;

/** What an answer may say beside the problem's own words. */
export interface ProblemDetails {
  /** Seconds after which another try may succeed. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** More members of the document. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Why a request is not answered as it was meant. The message is the `detail`, in the command's words. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly kind: ProblemKind,
    detail: string,
    readonly details: ProblemDetails = {},
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.kind].status;
  }
}

/** To whom comes while the service is finishing what is begun. */
export const ending = () =>
  new Problem('not-ready', 'The service is ending. Ask another one, or this one later.', { retryAfter: 5 });

/** As an answer: application/problem+json. */
export function problemResponse({ kind, message, details, status }: Problem): Response {
  const { retryAfter, headers, members } = details;
  const { title } = PROBLEMS[kind];
  return new Response(`${JSON.stringify({ type: `/docs#${kind}`, title, status, detail: message, ...members })}\n`, {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      ...headers,
    },
  });
}

/** What the caller gave is wrong, by the library's own words; anything else stays what it is. */
export function asProblem(kind: ProblemKind, error: unknown): unknown {
  return error instanceof InputError ? new Problem(kind, sentence(error.message)) : error;
}

/** Why something was not done, for the line of whoever it belongs to; what is a defect is reported besides. */
export function reasonOf(name: string, error: unknown, report: (error: unknown) => void): string {
  const known = asProblem('unusable-picture', error);
  if (known instanceof Problem) return known.message;
  report(known);
  return `${name}: a defect of farface (${messageOf(known)}).`;
}

/** The library's messages end as they please where the command adds nothing: answers end with a full stop. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
