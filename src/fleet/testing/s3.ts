import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server as HttpServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

/** An S3 server that can be told to be out of order. */
export interface S3Server {
  readonly url: string;
  /** While this is set, everything is answered with 503. */
  broken: boolean;
  stop(): Promise<void>;
}

/** What s3rver takes for credentials. */
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };

/**
 * Starts s3rver on a port of its own. What it cannot do: `If-None-Match`, encoded listings (keys that XML cannot hold), and keys
 * that its own file system cannot name.
 */
export async function startS3(buckets: readonly string[]): Promise<S3Server> {
  const directory = await mkdtemp(join(tmpdir(), 'farface-s3-'));
  const s3rver = new S3rver({ directory, silent: true, configureBuckets: buckets.map((name) => ({ name })) });
  await s3rver.configureBuckets();
  // Its tokens for the next page need DES, which OpenSSL has no longer: what goes on behind a key needs none.
  const list = s3rver.store.listObjects.bind(s3rver.store);
  s3rver.store.listObjects = async (...words) => {
    const found = await list(...words);
    let asked = 0;
    return Object.defineProperty({ ...found }, 'isTruncated', { get: () => found.isTruncated && asked++ > 0 });
  };
  const handle = s3rver.callback();
  const server: HttpServer = createServer((request, response) => {
    if (!state.broken) return handle(request, response);
    request.resume();
    response.writeHead(503, { 'Content-Type': 'application/xml' });
    response.end(
      '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const state: S3Server = {
    url: `http://127.0.0.1:${port}`,
    broken: false,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(directory, { recursive: true, force: true });
    },
  };
  return state;
}
