import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { Keys, newKey } from './guard/keys.js';
import { serviceForTests } from './testing/service.js';

/** Status of an answer to who asks by this name. */
async function statusFor(address: string, Host: string, headers: Record<string, string> = {}): Promise<number> {
  const { port } = new URL(address);
  const sent = request({ host: '127.0.0.1', port, path: '/metrics', headers: { Host, ...headers } }).end();
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode;
}

test('without keys a name that strangers can have made to point to it is refused', async () => {
  const { address, log } = await serviceForTests({ host: '0.0.0.0', names: ['Faces.example'] });
  // A page of evil.example whose name was made to point here asks as if it were of this place.
  assert.equal(await statusFor(address, 'evil.example:8418', { Origin: 'http://evil.example:8418' }), 403);
  assert.equal(await statusFor(address, 'evil.example:8418', { 'Sec-Fetch-Site': 'same-origin' }), 403);
  for (const host of ['10.0.0.5:8418', 'farface', 'faces.example']) assert.equal(await statusFor(address, host), 200);
  assert.equal(log.filter(({ status }) => status === 403).length, 2);
});

test('with keys any name will do: no page of elsewhere has one', async () => {
  const { key, line } = newKey('tests');
  const { address } = await serviceForTests({ host: '0.0.0.0', keys: Keys.parse(line, 'keys.txt') });
  assert.equal(await statusFor(address, 'any.example'), 401);
  assert.equal(await statusFor(address, 'any.example', { 'X-Api-Key': key }), 200);
});

test('an address of this machine alone is told as it is asked, of both families', async (t) => {
  const { address } = await serviceForTests({ host: '127.0.0.2' });
  assert.match(address, /^http:\/\/127\.0\.0\.2:/);
  assert.equal((await fetch(`${address}/livez`)).status, 200);
  const six = await serviceForTests({ host: '::1' }).catch((error: NodeJS.ErrnoException) => error);
  if (six instanceof Error) return t.skip('there is no IPv6 here');
  const { port } = new URL(six.address);
  assert.equal((await fetch(`http://[::1]:${port}/livez`)).status, 200);
  const all = await serviceForTests({ host: '::' });
  assert.match(all.address, /^http:\/\/\[::\]:/);
  assert.equal((await fetch(`http://[::1]:${new URL(all.address).port}/livez`)).status, 200);
});
