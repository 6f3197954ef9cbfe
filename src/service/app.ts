import { createHash } from 'node:crypto';
import { OpenAPIHono } from '@hono/zod-openapi';
import { cors } from 'hono/cors';
import type { Env, Exchange, Rooms } from './exchange.js';
import { agrees, isOtherSite, isOwnHost, isUnclaimed } from './guard/hosts.js';
import type { Keys } from './guard/keys.js';
import { openapiDocument } from './openapi/document.js';
import { openapiPage, PAGE_STYLE } from './openapi/page.js';
import { ending, Problem, problemResponse } from './problem.js';
import type { Route } from './routes/route.js';

/** A file of the page at `/`, with the headers that it is served with. */
export interface PageAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** Who may ask, and what is answered beside the routes. */
export interface AppOptions {
  readonly version: string;
  /** Nobody but this machine can reach it. */
  readonly isLoopback: boolean;
  /** Nobody needs one where there are none. */
  readonly keys: Keys | undefined;
  /** Names of hosts by which it is asked, besides addresses and names of this machine alone. */
  readonly names?: readonly string[] | undefined;
  /** Origins of pages that may ask. */
  readonly cors: readonly string[];
  readonly page: ((path: string) => Promise<PageAnswer | undefined>) | undefined;
  /** Told of each request: nothing of the picture, nor its name. */
  readonly log: ((entry: Record<string, unknown>) => void) | undefined;
  /** Told of defects. */
  readonly report: (error: unknown) => void;
  readonly isDraining: () => boolean;
}

const METHODS = ['get', 'post', 'delete'] as const;

/** The handlers of all requests. */
export function createApp(rooms: Rooms, routes: readonly Route[], options: AppOptions): OpenAPIHono<Env> {
  const app = new OpenAPIHono<Env>({ strict: true });
  const { keys, isDraining } = options;

  app.use(async (c, next) => {
    const begun = performance.now();
    c.set('gone', goneSignal(c));
    c.set('told', {});
    const { incoming, outgoing } = c.env;
    const closed = new Promise<void>((resolve) => outgoing.once('close', () => resolve()));
    await next();
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    if (!c.res.headers.has('Content-Security-Policy')) {
      c.header('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    // What was not read of the request cannot be taken for another one.
    if (!incoming.complete && hasBody(c)) c.header('Connection', 'close');
    // Whoever does not read the answer does not hold it up for ever.
    incoming.socket.setTimeout(1000 * rooms.limits.idleSeconds);
    void closed.then(() => {
      const seconds = (performance.now() - begun) / 1000;
      const { status } = c.get('gone').aborted ? { status: 499 } : c.res;
      const route = routeOf(c, routes);
      rooms.metrics.answered(route, status, seconds);
      options.log?.({ time: new Date().toISOString(), route, status, seconds, key: c.get('key'), ...c.get('told') });
    });
  });
  app.use(async (c, next) => {
    const host = c.req.header('host');
    const target = c.env.incoming.url ?? '';
    if (!agrees(target, host)) {
      throw new Problem('wrong-request', `Host: expected the host of ${quoted(target)}, received ${quoted(host)}.`);
    }
    checkHost(host, options);
    const { origin, 'sec-fetch-site': site } = c.req.header();
    // Whoever follows a link to the page comes from elsewhere.
    const asks = c.req.path.startsWith('/v1/') || c.req.path.startsWith('/compat/') || c.req.path === '/metrics';
    if (asks && isOtherSite({ origin, site, host }, options.cors)) {
      throw new Problem(
        'other-site',
        `Origin: ${quoted(origin)} may not ask. Start the service with --cors to allow it.`,
      );
    }
    await next();
  });
  if (options.cors.length > 0) {
    const exposeHeaders = ['Farface-Faces', 'Farface-Warning', 'Retry-After', 'Location'];
    app.use(
      cors({ origin: [...options.cors], allowHeaders: ['Authorization', 'X-Api-Key', 'Content-Type'], exposeHeaders }),
    );
  }

  for (const { about, handle, open } of routes) {
    app.openAPIRegistry.registerPath(about);
    app.on(about.method, about.path.replace(/\{(\w+)\}/g, ':$1'), async (c) => {
      if (keys && !open) c.set('key', requireKey(c, keys));
      if (isDraining() && about.method === 'post') throw ending();
      return await handle(c);
    });
  }
  serveReference(app, options);

  app.notFound(async (c) => {
    const allowed = METHODS.filter((method) =>
      routes.some(({ about }) => about.method === method && matches(about.path, c)),
    );
    if (allowed.length > 0) {
      const Allow = [...allowed, ...(allowed.includes('get') ? ['head'] : [])].join(', ').toUpperCase();
      throw new Problem('wrong-method', `${c.req.path}: expected ${Allow}.`, { headers: { Allow } });
    }
    const isRead = c.req.method === 'GET' || c.req.method === 'HEAD';
    const answer = isRead ? await options.page?.(c.req.path) : undefined;
    if (answer) return c.body(new Uint8Array(answer.body), 200, { ...answer.headers });
    if (isRead && c.req.path === '/') return c.redirect('/docs');
    throw new Problem('not-found', `${quoted(c.req.path)}: there is nothing here. /docs says what there is.`);
  });
  app.onError((error, c) => {
    if (error instanceof Problem) return problemResponse(error);
    const gone = c.get('gone');
    if (gone?.aborted) return problemResponse(new Problem('client-gone', 'Nobody waits for the answer.'));
    options.report(error);
    return problemResponse(new Problem('defect', 'A defect of farface. The log of the service says more.'));
  });
  return app;
}

/** Who has no key to show must at least not be sent here by a page of elsewhere. */
function checkHost(host: string | undefined, { isLoopback, keys, names: given = [] }: AppOptions): void {
  const names = given.map((name) => name.toLowerCase());
  const expected = isLoopback ? 'localhost, 127.0.0.1 or [::1]' : 'an address or a name without a dot';
  if (isLoopback ? isOwnHost(host, names) : keys || isUnclaimed(host, names)) return;
  throw new Problem(
    'wrong-host',
    `Host: expected ${expected}, received ${quoted(host)}. Where that is a name of this service, start it with --names.`,
  );
}

/** `/openapi.json`, and the same for people. */
function serveReference(app: OpenAPIHono<Env>, { version, keys }: AppOptions): void {
  const document = openapiDocument(app, version, keys !== undefined);
  const page = openapiPage(document);
  const style = createHash('sha256').update(PAGE_STYLE).digest('base64');
  app.get('/openapi.json', (c) => c.json(document));
  app.get('/docs', (c) =>
    c.html(page, 200, {
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${style}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
    }),
  );
}

/** Aborts where the connection ends before the answer is sent. */
function goneSignal({ env: { outgoing } }: Exchange): AbortSignal {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort(new Problem('client-gone', 'Nobody waits for the answer.'));
  });
  return gone.signal;
}

function hasBody(c: Exchange): boolean {
  return c.req.header('transfer-encoding') !== undefined || Number(c.req.header('content-length') ?? 0) > 0;
}

function requireKey(c: Exchange, keys: Keys): string {
  const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  const name = keys.find(bearer ?? c.req.header('x-api-key') ?? '');
  if (name !== undefined) return name;
  throw new Problem('no-key', 'Authorization: expected Bearer and an API key of this service.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="farface"' },
  });
}

function matches(path: string, c: Exchange): boolean {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(c.req.path);
}

/** The route as its documentation has it: nothing that a request brings. */
function routeOf(c: Exchange, routes: readonly Route[]): string {
  return routes.find(({ about }) => matches(about.path, c))?.about.path ?? 'other';
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'none' : JSON.stringify(text.slice(0, 100));
}
