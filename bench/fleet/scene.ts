import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { readPlace } from '../../src/fleet/store/place.js';
import { S3Store } from '../../src/fleet/store/s3-store.js';
import type { Store } from '../../src/fleet/store/store.js';
import { CREDENTIALS } from '../../src/fleet/testing/s3.js';

/** The built command, as users run it. */
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export const PHOTOS = 's3://street/photos';
export const RESULTS = 's3://public/hidden';

/** Starts `farface ...words` with these servers. */
export function start(words: readonly string[], queue: string, s3: string): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, ...CREDENTIALS, FARFACE_QUEUE: queue, AWS_ENDPOINT_URL_S3: s3 },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Runs it to its end. */
export async function run(
  words: readonly string[],
  queue: string,
  s3: string,
): Promise<{ code: number; stdout: string }> {
  const child = start(words, queue, s3);
  let stdout = '';
  child.stdout?.on('data', (chunk) => (stdout += chunk));
  const [code] = await once(child, 'close');
  return { code: Number(code), stdout };
}

export async function openS3(place: string, endpoint: string): Promise<Store> {
  Object.assign(process.env, CREDENTIALS);
  const read = readPlace(place);
  if (read.kind !== 's3') throw new Error(`${place}: is no bucket`);
  return S3Store.open(read, { endpoint });
}

/** A hash of each file of a store, by its key. */
export async function contentsOf(store: Store): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { key } of store.list()) {
    const { bytes } = (await store.read(key))!;
    found.set(key, createHash('sha256').update(bytes).digest('hex'));
  }
  return found;
}
