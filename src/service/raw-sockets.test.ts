import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { after, test } from 'node:test';
import { serviceForTests, small } from './testing/service.js';

/** What no HTTP library sends: bytes on a socket, as they are. */
const { address, log, defects, numberIn } = await serviceForTests({
  rekognition: true,
  limits: { maxMegabytes: 0.2, idleSeconds: 1, receiveSeconds: 2.5, maxConnections: 60 },
});
const port = Number(new URL(address).port);
const open = new Set<Socket>();
after(() => {
  for (const socket of open) socket.destroy();
});

function connected(): Socket {
  const socket = connect(port, '127.0.0.1');
  // Told by what comes back, or does not.
  socket.on('error', () => {});
  open.add(socket);
  socket.once('close', () => open.delete(socket));
  return socket;
}

/** All that comes back until the service closes the connection. */
async function answerOn(socket: Socket): Promise<string> {
  let text = '';
  socket.setEncoding('latin1').on('data', (piece) => (text += piece));
  await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

/** Sends it as it is. */
async function send(...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connected();
  for (const piece of pieces) socket.write(piece);
  return answerOn(socket);
}

/** Statuses of all the answers on one connection. */
const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

const head = (...more: string[]) =>
  ['POST /v1/detect HTTP/1.1', 'Host: localhost', 'Content-Type: image/jpeg', ...more, '', ''].join('\r\n');
const get = (target: string, ...more: string[]) =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', ...more, '', ''].join('\r\n');
/** What a smuggler wants to be taken for a request of its own. */
const smuggled = get('/metrics', 'Connection: close');
const bye = 'Connection: close';

test('where a body ends is never guessed: nothing behind it is taken for a request', async () => {
  const cases: [string, string][] = [
    ['two lengths', head('Content-Length: 4', 'Content-Length: 300') + smuggled],
    ['two lengths that agree', head('Content-Length: 4', 'Content-Length: 4') + smuggled],
    ['a list of lengths', head('Content-Length: 4, 300') + smuggled],
    ['a length with a sign', head('Content-Length: +4') + smuggled],
    ['a length in hexadecimal digits', head('Content-Length: 0x4') + smuggled],
    ['a length that no number holds', head('Content-Length: 99999999999999999999999') + smuggled],
    ['a length and chunks', `${head('Content-Length: 6', 'Transfer-Encoding: chunked')}0\r\n\r\n${smuggled}`],
    ['chunks and a length', `${head('Transfer-Encoding: chunked', 'Content-Length: 6')}0\r\n\r\n${smuggled}`],
    ['chunked twice', `${head('Transfer-Encoding: chunked, chunked')}0\r\n\r\n${smuggled}`],
    ['chunked, and something else at last', `${head('Transfer-Encoding: chunked, identity')}0\r\n\r\n${smuggled}`],
    ['a coding that nobody knows', `${head('Transfer-Encoding: xchunked')}0\r\n\r\n${smuggled}`],
    ['a name with a space behind it', `${head('Transfer-Encoding : chunked')}0\r\n\r\n${smuggled}`],
    ['a folded header', `${head('X: a', ' Transfer-Encoding: chunked')}0\r\n\r\n${smuggled}`],
    ['a line that ends in LF alone', `${head('X: a\nTransfer-Encoding: chunked')}0\r\n\r\n${smuggled}`],
    ['a line that ends in CR alone', `${head('X: a\rTransfer-Encoding: chunked')}0\r\n\r\n${smuggled}`],
    ['a chunk of a negative length', `${head('Transfer-Encoding: chunked')}-1\r\n\r\n${smuggled}`],
    [
      'a chunk whose length overflows',
      `${head('Transfer-Encoding: chunked')}fffffffffffffffff\r\nx\r\n0\r\n\r\n${smuggled}`,
    ],
    ['a chunk that is longer than said', `${head('Transfer-Encoding: chunked')}1\r\nabc\r\n0\r\n\r\n${smuggled}`],
    ['a chunk that is no chunk', `${head('Transfer-Encoding: chunked')}zz\r\n\r\n${smuggled}`],
  ];
  for (const [what, bytes] of cases) {
    const text = await send(bytes);
    const statuses = statusesOf(text);
    assert.equal(statuses.length, 1, `${what}: ${statuses.join(', ')}`);
    assert.ok(statuses[0]! >= 400 && statuses[0]! < 500, `${what}: ${statuses[0]}`);
    assert.match(text, /problem\+json/, what);
    assert.doesNotMatch(text, /farface_requests_total/, what);
  }
});

test('chunks come as they please, and what is said beside them is bounded', async () => {
  const whole = small;
  const bytewise = Buffer.concat([...whole.subarray(0, 300)].map((byte) => Buffer.from([0x31, 13, 10, byte, 13, 10])));
  const rest = whole.subarray(300);
  const chunk = Buffer.concat([Buffer.from(`${rest.length.toString(16)};a=b\r\n`), rest, Buffer.from('\r\n')]);
  const good = await send(head('Transfer-Encoding: chunked', bye), bytewise, chunk, '0\r\nTrailer: x\r\n\r\n');
  assert.match(good, /^HTTP\/1\.1 200 [\s\S]*"faces":/);
  const long = await send(head('Transfer-Encoding: chunked', bye), `1;${'x'.repeat(100_000)}\r\n`);
  assert.match(long, /^HTTP\/1\.1 413 [\s\S]*problem\+json/);
  const trailers = await send(
    head('Transfer-Encoding: chunked', bye),
    '1\r\na\r\n0\r\n',
    `X: ${'x'.repeat(1000)}\r\n`.repeat(100),
  );
  assert.match(trailers, /^HTTP\/1\.1 4\d\d [\s\S]*problem\+json/);
});

test('headers are bounded in number and in length', async () => {
  const cases = [
    `GET /livez HTTP/1.1\r\nHost: localhost\r\n${Array.from({ length: 5000 }, (_, at) => `X${at}: y`).join('\r\n')}\r\n\r\n`,
    `GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(1e6)}\r\n\r\n`,
    `GET /livez?${'y'.repeat(1e6)} HTTP/1.1\r\nHost: localhost\r\n\r\n`,
    `GET /livez HTTP/1.1\r\n${'y'.repeat(1e6)}`,
    `${'G'.repeat(1e6)} /livez HTTP/1.1\r\n\r\n`,
  ];
  for (const [index, bytes] of cases.entries()) {
    assert.match(await send(bytes), /^HTTP\/1\.1 4(00|13) [\s\S]*problem\+json/, `case ${index}`);
  }
});

test('what is no request is told so', async () => {
  const cases: [string, RegExp][] = [
    ['GET /livez HTTP/1.1\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
    ['GET /livez HTTP/1.1\r\nHost: localhost:80@evil.example\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
    ['GET /livez HTTP/1.1\r\nHost: localhost\0\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET /livez HTTP/9.9\r\nHost: localhost\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['GET /livez\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', /^HTTP\/1\.1 400 /],
    ['OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n', /^HTTP\/1\.1 4\d\d /],
    [get('/livez\0', bye), /^HTTP\/1\.1 400 /],
    [get('/livez%00', bye), /^HTTP\/1\.1 404 /],
    [get('/%', bye), /^HTTP\/1\.1 404 /],
    [get('/%ff%fe', bye), /^HTTP\/1\.1 404 /],
    [get('/v1/jobs/%2e%2e%2flivez', bye), /^HTTP\/1\.1 404 /],
    [get('/v1/jobs/\\..\\livez', bye), /^HTTP\/1\.1 400 /],
    [get('/../../../etc/passwd', bye), /^HTTP\/1\.1 404 /],
    [get('/..%2f..%2fetc%2fpasswd', bye), /^HTTP\/1\.1 404 /],
    [get('//evil.example/livez', bye), /^HTTP\/1\.1 404 /],
    [get('livez', bye), /^HTTP\/1\.1 400 /],
  ];
  for (const [bytes, expected] of cases) {
    const text = await send(bytes);
    assert.match(text, expected, JSON.stringify(bytes));
    assert.match(text, /problem\+json/, JSON.stringify(bytes));
    assert.doesNotMatch(text, /root:/);
  }
});

test('a whole address in the request line is of this machine, or is refused', async () => {
  assert.match(await send(get('http://localhost/livez', bye)), /^HTTP\/1\.1 200 /);
  for (const target of [
    'http://evil.example/livez',
    'https://evil.example/livez',
    'http://localhost@evil.example/livez',
  ]) {
    assert.match(await send(get(target, bye)), /^HTTP\/1\.1 4\d\d /, target);
  }
  for (const target of ['ftp://localhost/livez', 'file:///etc/passwd', 'http://', 'http://[::1/livez']) {
    assert.match(await send(get(target, bye)), /^HTTP\/1\.1 400 [\s\S]*problem\+json/, target);
  }
});

test('requests that are sent ahead are answered in their order, one after the other', async () => {
  const post = Buffer.concat([Buffer.from(head(`Content-Length: ${small.length}`)), small]);
  const text = await send(post, get('/livez'), post, get('/v1/nothing'), get('/livez', bye));
  assert.deepEqual(statusesOf(text), [200, 200, 200, 404, 200]);
});

test('of requests that were sent ahead nothing is left where the client goes', async () => {
  const post = Buffer.concat([Buffer.from(head(`Content-Length: ${small.length}`)), small]);
  const begun = log.length;
  for (let times = 0; times < 4; times++) {
    const socket = connected();
    socket.write(Buffer.concat([post, post, post, post]));
    await numberIn('farface_working_pictures', (count) => count > 0);
    socket.destroy();
  }
  await numberIn('farface_working_pictures', (count) => count === 0);
  await numberIn('farface_held_requests', (count) => count === 0);
  await numberIn('farface_held_bytes', (bytes) => bytes === 0);
  // Those that waited were never begun.
  const detections = log.slice(begun).filter(({ route }) => route === '/v1/detect');
  assert.ok(detections.length <= 8, `${detections.length} were begun`);
});

test('who sends too many ahead loses the connection', async () => {
  const text = await send(head('Content-Length: 5000'), 'x'.repeat(4000), 'x'.repeat(1000), get('/livez').repeat(3000));
  assert.ok(statusesOf(text).length < 3001, 'all were taken');
  await numberIn('farface_held_requests', (count) => count === 0);
});

test('half a connection, and half a request, hold nothing for long', async () => {
  const half = connected();
  half.end(head('Content-Length: 5000') + 'x'.repeat(100));
  await answerOn(half);
  const silent = connected();
  assert.match(await answerOn(silent), /^(HTTP\/1\.1 408 |$)/);
  // A byte now and then, within the longest pause: there is an end to it.
  const slow = async (start: string, drop: string) => {
    const socket = connected();
    socket.write(start);
    const drip = setInterval(() => socket.write(drop), 200);
    socket.once('close', () => clearInterval(drip));
    return answerOn(socket);
  };
  const [headers, body, chunks] = await Promise.all([
    slow('GET /livez HTTP/1.1\r\nHost: localhost\r\n', 'X: y\r\n'),
    slow(head('Content-Length: 5000'), 'x'),
    slow(head('Transfer-Encoding: chunked'), '1\r\nx\r\n'),
  ]);
  for (const text of [headers, body, chunks]) assert.match(text, /^HTTP\/1\.1 408 [\s\S]*problem\+json/);
  await numberIn('farface_held_requests', (count) => count === 0);
});

test('connections are bounded, and who has none gets one once others go', async () => {
  const idle = Array.from({ length: 80 }, connected);
  await new Promise((resolve) => setTimeout(resolve, 100));
  for (const socket of idle) socket.destroy();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.match(await send(get('/livez', bye)), /^HTTP\/1\.1 200 /);
});

test('there was no defect, and none of it is a 500', () => {
  assert.deepEqual(defects, []);
  assert.deepEqual(
    log.filter(({ status }) => status === 500),
    [],
  );
});
