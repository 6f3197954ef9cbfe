import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import type { PageFiles } from './page-files.js';
import { SECURITY_POLICY } from './security-policy.js';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** What every answer says: the page may use threads, is in no frame, and connects to nothing but this server. */
const HEADERS = {
  'Content-Security-Policy': `${SECURITY_POLICY}; frame-ancestors 'none'`,
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** The machine itself: nobody else can reach the page. */
const HOST = '127.0.0.1';

export interface PageServer {
  /** Where the page is, as `http://localhost:8080/`. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/**
 * Serves the page to this machine alone.
 *
 * @param port to listen on; 0 for any that is free
 * @throws the error of the operating system where the port is taken
 */
export async function servePage(files: PageFiles, port: number): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(files, request, response).catch(() => response.destroy());
  });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${taken}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => resolve());
  });
}

async function answer(files: PageFiles, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number) => response.writeHead(status, HEADERS).end();
  // Only by the machine's own name: other sites' names may be made to point here.
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '')) return void refuse(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405);
  const answer = await answerPage(files, request.url ?? '/');
  if (!answer) return void refuse(404);
  response.writeHead(200, { ...answer.headers, 'Content-Length': answer.body.length });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

/** A file of the page by its address, and the headers that it is served with; undefined where there is none. */
export async function answerPage(files: PageFiles, url: string) {
  const path = pathOf(url);
  const body = await files.get(path)?.();
  if (!body) return undefined;
  const headers = {
    ...HEADERS,
    'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
    // Names in assets/ change with their content.
    'Cache-Control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  return { headers, body };
}

/** The path of an address from the page's folder. */
function pathOf(url: string): string {
  try {
    return decodeURIComponent(new URL(url, 'http://localhost').pathname).slice(1) || 'index.html';
  } catch {
    return '';
  }
}
