import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { createApp } from './app.js';
import { inTurn } from './in-turn.js';
import type { Limits } from './limits.js';
import { lingerOnClose } from './linger.js';
import { Problem, type ProblemKind, problemResponse } from './problem.js';

/** What Node says of requests that are none. */
const FAULTS: Readonly<Record<string, readonly [ProblemKind, string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['too-slow', 'The request did not come in time.'],
  HPE_HEADER_OVERFLOW: ['too-large', 'The headers are larger than 16 kilobytes.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['too-large', 'What is said beside the chunks is larger than 16 kilobytes.'],
};

const LONGEST_HEADERS = 16_384;

/** An HTTP server whose connections are bounded in number, size and time. */
export function createHttpServer(app: ReturnType<typeof createApp>, limits: Limits): Server {
  const { idleSeconds, receiveSeconds, videoSeconds, maxConnections } = limits;
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    overrideGlobalObjects: false,
    // What is not read of a request goes as its connection does.
    autoCleanupIncoming: false,
    errorHandler: () => problemResponse(new Problem('wrong-request', 'The address or the Host header is wrong.')),
  });
  const server = createServer(
    {
      headersTimeout: Math.ceil(1000 * Math.min(idleSeconds, receiveSeconds)),
      // The body's own deadline comes first, and says more.
      requestTimeout: Math.ceil(1000 * (Math.max(receiveSeconds, videoSeconds) + idleSeconds)),
      // Says 5 seconds: who asks again in the last of them is still heard.
      keepAliveTimeout: 5999,
      connectionsCheckingInterval: 1000,
      maxHeaderSize: LONGEST_HEADERS,
      // Told below, as all else is.
      requireHostHeader: false,
    },
    inTurn((incoming, outgoing) => void listener(incoming, outgoing)),
  );
  server.maxConnections = maxConnections;
  server.on('connection', (socket: Socket) => lingerOnClose(socket, limits));
  server.on('connect', (_incoming, socket: Socket) => {
    void sendRaw(socket, new Problem('wrong-method', 'CONNECT: this is no proxy.'));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [kind, detail] = FAULTS[error.code ?? ''] ?? ['wrong-request', 'This is no HTTP.'];
    void sendRaw(socket, new Problem(kind, detail));
  });
  return server;
}

async function sendRaw(socket: Socket, problem: Problem): Promise<void> {
  const body = await problemResponse(problem).text();
  socket.end(
    `HTTP/1.1 ${problem.status} -\r\nConnection: close\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  socket.destroySoon();
}
