import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
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
 * Serves the files of a folder to this machine alone.
 *
 * @param port to listen on; 0 for any that is free
 * @throws the error of the operating system where the port is taken
 */
export async function servePage(folder: string, port: number): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(folder, request, response).catch(() => response.destroy());
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

async function answer(folder: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const refuse = (status: number) => response.writeHead(status, HEADERS).end();
  // Only by the machine's own name: other sites' names may be made to point here.
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? '')) return void refuse(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return void refuse(405);
  const file = fileOf(folder, request.url ?? '/');
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
  if (file === undefined || !found?.isFile()) return void refuse(404);
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    // Names in assets/ change with their content.
    'Cache-Control': file.includes(`${sep}assets${sep}`) ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(file), response);
}

/** The file of an address; undefined where that leads out of the folder. */
function fileOf(folder: string, url: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
  } catch {
    return undefined;
  }
  const file = join(folder, path.endsWith('/') ? `${path}index.html` : path);
  return file.startsWith(join(folder, sep)) && !path.includes('\0') ? file : undefined;
}
