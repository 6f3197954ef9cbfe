import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InputError } from '../errors/errors.js';
import { heals, patiently } from './healing.js';

const failed = (more: object, name = 'Error') => Object.assign(new Error('failed'), { name }, more);
const status = (httpStatusCode: number) => failed({ $metadata: { httpStatusCode } });
const SHORT = { total: 60, first: 1, longest: 4 };

test('only what is known to pass by heals', () => {
  for (const code of [429, 408, 500, 502, 503, 504]) assert.ok(heals(status(code)), `${code}`);
  for (const code of [400, 401, 403, 404, 405, 412, 501]) assert.ok(!heals(status(code)), `${code}`);
  for (const code of ['ECONNRESET', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOSPC', 'ESTALE'])
    assert.ok(heals(failed({ code })), code);
  for (const code of ['ENOENT', 'EACCES', 'ENAMETOOLONG', 'EISDIR']) assert.ok(!heals(failed({ code })), code);
  assert.ok(heals(failed({}, 'SlowDown')));
  assert.ok(heals(new InputError('s3://b/x: cannot be read.', { cause: status(503) })));
  for (const none of [new Error('what?'), new InputError('is no picture.'), undefined, 'text', { code: 'ECONNRESET' }])
    assert.ok(!heals(none));
});

test('what heals is tried until it does, what does not only once', async () => {
  const { signal } = new AbortController();
  let tries = 0;
  const third = async () => {
    tries += 1;
    if (tries < 3) throw status(503);
    return tries;
  };
  assert.equal(await patiently(third, signal, SHORT), 3);
  tries = 0;
  const never = async (error: Error) => {
    tries += 1;
    throw error;
  };
  await assert.rejects(
    patiently(() => never(status(403)), signal, SHORT),
    { message: 'failed' },
  );
  assert.equal(tries, 1);
  await assert.rejects(
    patiently(() => never(status(503)), signal, SHORT),
    { message: 'failed' },
  );
  assert.ok(tries > 3);
});

test('who is to stop does not wait', async () => {
  const end = new AbortController();
  const long = { total: 1e6, first: 1e5, longest: 1e5 };
  const trying = patiently(() => Promise.reject(status(503)), end.signal, long);
  setImmediate(() => end.abort(new Error('stop')));
  await assert.rejects(trying, { message: 'stop' });
});
