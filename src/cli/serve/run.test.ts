import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { newKey } from '../../service/guard/keys.js';
import { serve } from './run.js';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const COMMAND = ['--import', 'tsx', MAIN, 'serve', '--no-page'];

test('what would open it to everybody unawares is refused', async () => {
  await assert.rejects(serve({ host: '0.0.0.0' }), /--host 0\.0\.0\.0: everybody who can reach it could ask/);
  await assert.rejects(serve({ host: '::' }), /Name keys with --keys/);
  await assert.rejects(serve({ keys: 'a', withoutKeys: true }), /choose one of them/);
  await assert.rejects(serve({ keys: 'a', names: ['a.example'] }), /--names and --keys: choose one/);
  await assert.rejects(serve({ names: ['a.example:80'] }), /--names a\.example:80: expected a name/);
  await assert.rejects(serve({ cors: ['https://example.org/path'] }), /expected an origin/);
  await assert.rejects(serve({ page: false, keys: '/nowhere/keys.txt' }), /\/nowhere\/keys\.txt: cannot be read/);
});

test('where it is open it takes keys, and SIGTERM lets what is begun finish', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'farface-serve-'));
  t.after(() => rm(folder, { recursive: true }));
  const { key, line } = newKey('tests');
  await writeFile(join(folder, 'keys.txt'), `${line}\n`);
  const child = spawn(
    process.execPath,
    [...COMMAND, '--host', '0.0.0.0', '--port', '0', '--workers', '1', '--keys', join(folder, 'keys.txt')],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  t.after(() => child.kill('SIGKILL'));
  const [started] = await once(child.stdout, 'data');
  const { port } = new URL(String(started).trim());
  const address = `http://127.0.0.1:${port}`;
  const photo = await sharp({ create: { width: 1500, height: 1000, channels: 3, background: 'grey' } })
    .jpeg()
    .toBuffer();
  const ask = (headers: Record<string, string>) =>
    fetch(`${address}/v1/detect`, {
      method: 'POST',
      body: new Blob([new Uint8Array(photo)]),
      headers: { 'Content-Type': 'image/jpeg', ...headers },
    });
  assert.equal((await fetch(`${address}/readyz`)).status, 200);
  assert.equal((await fetch(`${address}/metrics`)).status, 401);
  assert.equal((await ask({})).status, 401);
  assert.equal((await ask({ 'X-Api-Key': `${key}x` })).status, 401);
  assert.equal((await ask({ 'X-Api-Key': key })).status, 200);
  const told = await (await fetch(`${address}/metrics`, { headers: { 'X-Api-Key': key } })).text();
  // As the help says: by workers.
  assert.match(told, /^farface_queue_limit_pixels 10000000$/m);
  const begun = ask({ Authorization: `Bearer ${key}` });
  for (let working = false; !working; ) {
    const numbers = await (await fetch(`${address}/metrics`, { headers: { 'X-Api-Key': key } })).text();
    working = /^farface_working_pictures [1-9]/m.test(numbers);
  }
  child.kill('SIGTERM');
  assert.equal((await begun).status, 200);
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});
