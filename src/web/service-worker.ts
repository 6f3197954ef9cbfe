import { HEIC_DECODER } from '../cli/page/heic-address.js';
import { CACHE } from './loading/cache-name.js';

/**
 * Keeps the page for when there is no network. The detector's files are put into the same cache by the worker that loads
 * them, so that nothing is loaded twice.
 */

/** What a service worker has and TypeScript's types of pages lack. Source: W3C Service Workers, section 4. */
interface LifetimeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends LifetimeEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface Scope {
  readonly registration: { readonly scope: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LifetimeEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
}

/** Paths of the page's own files, and of the detector's; the build fills them in. */
declare const FARFACE_SHELL: readonly string[];
declare const FARFACE_LOADED: readonly string[];

// In a service worker that is what the global scope is.
const scope = self as unknown as Scope;

scope.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Addresses with a hash are there already if an earlier version had them.
      const missing = await Promise.all(
        FARFACE_SHELL.map(async (path) => (isHashed(path) && (await cache.match(path)) ? [] : [path])),
      );
      await cache.addAll(
        missing.flat().map((path) => new Request(path, { cache: isHashed(path) ? 'default' : 'no-cache' })),
      );
      await scope.skipWaiting();
    })(),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      const known = new Set(
        [...FARFACE_SHELL, ...FARFACE_LOADED].map((path) => new URL(path, scope.registration.scope).href),
      );
      for (const { url } of await cache.keys()) if (!known.has(url)) await cache.delete(url);
      await scope.clients.claim();
    })(),
  );
});

scope.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(scope.registration.scope)) return;
  event.respondWith(answer(request));
});

async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  // Whatever address leads here, there is one page.
  const kept =
    request.mode === 'navigate'
      ? await wholePage(cache, request)
      : ((await cache.match(request)) ?? (await fetched(cache, request)));
  return isolated(await kept);
}

/** From the server. A decoder of HEIC is kept from its first use on: not every page has one, nor does every visitor need it. */
async function fetched(cache: Cache, request: Request): Promise<Response> {
  const response = await fetch(request);
  if (response.ok && request.url === new URL(HEIC_DECODER, scope.registration.scope).href)
    await cache.put(request, response.clone()).catch(() => undefined);
  return response;
}

/** The kept page, or the server's where parts of the kept one are gone. */
async function wholePage(cache: Cache, request: Request): Promise<Response> {
  const kept = await cache.match(scope.registration.scope);
  if (kept === undefined) return fetch(request);
  const parts = [...(await kept.clone().text()).matchAll(/assets\/[\w.-]+/g)];
  const found = await Promise.all(parts.map(([path]) => cache.match(path)));
  return found.every((part) => part !== undefined) ? kept : fetch(request).catch(() => kept);
}

/**
 * With the headers that let the page use threads, which many static servers cannot send: from the second visit on, it
 * is as fast there, too.
 */
function isolated(response: Response): Response {
  if (response.status === 0 || response.type === 'opaqueredirect') return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

const isHashed = (path: string) => path.startsWith('assets/');
