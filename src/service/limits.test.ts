import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import sharp from 'sharp';
import { form, photo, picture, problem, serviceForTests } from './testing/service.js';

const { address, log, defects, post, numberIn } = await serviceForTests({
  limits: {
    ...{ maxMegabytes: 1, maxMegapixels: 1, maxFrames: 3 },
    ...{ queueMegapixels: 0.4, idleSeconds: 0.6, receiveSeconds: 1.2 },
  },
});

test('limits by which a request could never be taken are refused', async () => {
  await assert.rejects(serviceForTests({ limits: { maxMegabytes: 20, heldMegabytes: 10 } }), {
    name: 'InputError',
    message: /heldMegabytes: expected maxMegabytes or more/,
  });
});

test('what is too large is refused before it is decoded', async () => {
  const many = Buffer.alloc(1_000_001, 1);
  assert.match(await problem(await post('/v1/detect', picture(many))), /^413 too-large: The body has 1,000,001 bytes/);
  const bomb = await sharp({ create: { width: 8000, height: 8000, channels: 3, background: 'red' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  assert.ok(bomb.length < 500_000);
  assert.match(
    await problem(await post('/v1/detect', picture(bomb))),
    /^413 too-large: picture: has 64,000,000 pixels/,
  );
  const frame = { create: { width: 20, height: 20, channels: 3 as const, background: 'red' } };
  const frames = await Promise.all(
    ['red', 'green', 'blue', 'white'].map((background) =>
      sharp({ create: { ...frame.create, background } })
        .png()
        .toBuffer(),
    ),
  );
  const animation = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  assert.match(await problem(await post('/v1/detect', picture(animation))), /^413 too-large: picture: has 4 frames/);
});

test('more than waits is sent away, and all that was taken is answered', async () => {
  const answers = await Promise.all(Array.from({ length: 40 }, () => post('/v1/detect', picture())));
  const statuses = new Set(answers.map(({ status }) => status));
  assert.deepEqual([...statuses].sort(), [200, 429]);
  for (const answer of answers.filter(({ status }) => status === 429)) {
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    assert.match(await problem(answer), /^429 too-busy: /);
  }
  assert.equal((await post('/v1/detect', picture())).status, 200);
});

test('a refusal is read by who sends all of a large request first, on any way out', async () => {
  const { port } = new URL(address);
  // As many clients do: nothing is read before all is sent.
  const send = async (target: string, headers: string, length: number) => {
    const socket = connect(Number(port), '127.0.0.1').pause();
    // Told by what is written, too.
    socket.on('error', () => {});
    const lines = [
      `POST ${target} HTTP/1.1`,
      'Host: localhost',
      'Connection: close',
      'Content-Type: image/jpeg',
      headers,
      '',
      '',
    ];
    socket.write(lines.join('\r\n'));
    for (let sent = 0; sent < length; sent += 100_000) {
      await new Promise<void>((resolve, reject) => {
        socket.write(Buffer.alloc(Math.min(100_000, length - sent)), (error) => (error ? reject(error) : resolve()));
      });
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  const large = 'Content-Length: 3000000';
  assert.match(await send('/v1/detect', large, 3e6), /^HTTP\/1\.1 413 [\s\S]*The body has 3,000,000 bytes/);
  assert.match(await send('/v1/detect', 'Transfer-Encoding: chunked\r\n\r\n2dc6c0', 3e6), /^HTTP\/1\.1 413 /);
  assert.match(await send('/v1/nothing', large, 3e6), /^HTTP\/1\.1 404 /);
  assert.match(await send('/v1/detect', `X: ${'x'.repeat(20_000)}\r\n${large}`, 3e6), /^HTTP\/1\.1 413 /);
  // Two are worked on, one waits, and there is no room for more.
  const full = await sharp(photo).resize(800, 600, { fit: 'fill' }).jpeg().toBuffer();
  const busy = Array.from({ length: 3 }, () => post('/v1/redact', picture(full)));
  await numberIn('farface_queue_pictures', (count) => count > 0);
  const refused = await Promise.all(
    Array.from({ length: 8 }, () => send('/v1/detect', 'Content-Length: 900000', 900_000)),
  );
  for (const answer of refused) assert.match(answer, /^HTTP\/1\.1 4(29|22) [\s\S]*problem\+json/);
  assert.match(refused.join(''), /HTTP\/1\.1 429 /);
  await Promise.all(busy);
  // Whoever never ends is not listened to for ever.
  await assert.rejects(send('/v1/detect', 'Content-Length: 90000000', 9e7), /EPIPE|ECONNRESET/);
});

test('work stops where the client goes', async () => {
  const abort = new AbortController();
  const gone = fetch(`${address}/v1/redact`, { method: 'POST', body: picture(photo), signal: abort.signal });
  await numberIn('farface_working_pictures', (count) => count > 0);
  abort.abort();
  await assert.rejects(gone);
  await numberIn('farface_working_pictures', (count) => count === 0);
  await numberIn('farface_held_bytes', (bytes) => bytes === 0);
  assert.equal(log.findLast(({ route }) => route === '/v1/redact')?.status, 499);
});

test('slow requests are ended, in their headers and in their bodies', async () => {
  const { port } = new URL(address);
  const send = async (text: string) => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(text);
    const pieces: Buffer[] = [];
    for await (const piece of socket) pieces.push(piece);
    return Buffer.concat(pieces).toString();
  };
  const head = 'POST /v1/detect HTTP/1.1\r\nHost: localhost\r\nContent-Type: image/jpeg\r\nContent-Length: 5000\r\n';
  const [headers, body, noHttp, tunnel] = await Promise.all([
    send(head),
    send(`${head}\r\nabc`),
    send('\x16\x03\x01\0\r\n\r\n'),
    send('CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n'),
  ]);
  assert.match(headers, /^HTTP\/1\.1 408 /);
  assert.match(body, /^HTTP\/1\.1 408 [\s\S]*The body paused for more than 0\.6 seconds/);
  assert.match(tunnel, /^HTTP\/1\.1 405 [\s\S]*problem\+json/);
  assert.match(noHttp, /^HTTP\/1\.1 400 [\s\S]*problem\+json/);
});

test('a list of regions is bounded: it is read while nothing else is answered', async () => {
  const data = form({ also: `[${'1,'.repeat(500_000)}1]` });
  const answer = await problem(await post('/v1/redact', data));
  assert.match(answer, /^4(00|13) [\s\S]*(longer than 1 MB|bytes)/);
  const many = form({ also: `[${'1,'.repeat(20_000)}1]` });
  assert.match(
    await problem(await post('/v1/redact', many)),
    /^400 wrong-request: also: expected a list of 10,000 at most, received 20,001\.$/,
  );
});

test('there was no defect', () => assert.deepEqual(defects, []));
