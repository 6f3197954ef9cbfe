import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after } from 'node:test';
import sharp from 'sharp';
import { type ServiceOptions, startService } from '../service.js';

export const photo = await readFile(new URL('../../../docs/portraits.jpg', import.meta.url));
/** A part of it: few faces, little time. */
export const small = await sharp(photo).extract({ left: 0, top: 0, width: 200, height: 130 }).jpeg().toBuffer();

export const picture = (bytes: Uint8Array = small, type = 'image/jpeg') => new Blob([new Uint8Array(bytes)], { type });

/** A service with one thread, which ends after the tests of the file; what it logs, and its defects. */
export async function serviceForTests(more: Partial<ServiceOptions> = {}) {
  const log: Record<string, unknown>[] = [];
  const defects: unknown[] = [];
  const service = await startService({
    ...{ host: '127.0.0.1', port: 0, threads: 1, version: '1.2.3', detector: {}, keys: undefined, cors: [] },
    page: undefined,
    log: (entry) => log.push(entry),
    report: (error) => defects.push(error),
    ...more,
  });
  after(() => service.end());
  const { address } = service;
  const post = (path: string, body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
    fetch(`${address}${path}`, { method: 'POST', body, headers });
  /** Waits until a number of /metrics is as it should be. */
  const numberIn = async (name: string, isRight: (number: number) => boolean) => {
    for (let tries = 0; tries < 400; tries++) {
      const text = await (await fetch(`${address}/metrics`)).text();
      if (isRight(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]))) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    assert.fail(`${name} stays as it is`);
  };
  return { service, address, log, defects, post, numberIn };
}

/** A form with a picture and fields. */
export function form(fields: Record<string, string>, name = 'crowd.jpg'): FormData {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.set(key, value);
  data.set('picture', picture(), name);
  return data;
}

/** A problem, in a line. */
export async function problem(response: Response): Promise<string> {
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const body = await response.json();
  assert.equal(body.status, response.status);
  assert.match(body.detail, /[.!?]$/);
  return `${response.status} ${body.type.replace('/docs#', '')}: ${body.detail}`;
}
