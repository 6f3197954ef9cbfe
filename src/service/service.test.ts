import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request as rawRequest } from 'node:http';
import { connect } from 'node:net';
import { after, test } from 'node:test';
import sharp from 'sharp';
import { createDetector } from '../detect/detector.js';
import { facesLine } from '../formats/faces-lines.js';
import { redact } from '../redact/redact.js';
import { startService } from './service.js';

const log: Record<string, unknown>[] = [];
const defects: unknown[] = [];
const service = await startService({
  ...{ host: '127.0.0.1', port: 0, threads: 1, version: '1.2.3', detector: {}, keys: undefined, rekognition: true },
  cors: ['https://allowed.example'],
  page: async (path) =>
    path === '/' ? { headers: { 'Content-Type': 'text/html' }, body: Buffer.from('page') } : undefined,
  log: (entry) => log.push(entry),
  report: (error) => defects.push(error),
  limits: {
    maxMegabytes: 1,
    maxMegapixels: 1,
    maxFrames: 3,
    queueMegapixels: 0.4,
    idleSeconds: 0.6,
    receiveSeconds: 1.2,
  },
});
const detector = await createDetector({ threads: 1 });
after(async () => {
  await detector.dispose();
  await service.end();
});

const photo = await readFile(new URL('../../docs/portraits.jpg', import.meta.url));
/** A part of it: few faces, little time. */
const small = await sharp(photo).extract({ left: 0, top: 0, width: 200, height: 130 }).jpeg().toBuffer();

const post = (path: string, body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}) =>
  fetch(`${service.address}${path}`, { method: 'POST', body, headers });
const picture = (bytes: Uint8Array = small, type = 'image/jpeg') => new Blob([new Uint8Array(bytes)], { type });
const form = (fields: Record<string, string>, name = 'crowd.jpg') => {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields)) data.set(key, value);
  data.set('picture', picture(), name);
  return data;
};
const problem = async (response: Response) => {
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const body = await response.json();
  assert.equal(body.status, response.status);
  assert.match(body.detail, /[.!?]$/);
  return `${response.status} ${body.type.replace('/docs#', '')}: ${body.detail}`;
};

test('detection answers with the command’s line, of a raw body and of a form', async () => {
  const expected = `${facesLine({ image: 'crowd.jpg', ...(await detector.detect(small, { minFace: 8 })) })}\n`;
  const raw = await post('/v1/detect?minFace=8&image=crowd.jpg', picture());
  assert.equal(raw.headers.get('content-type'), 'application/json');
  assert.equal(await raw.text(), expected);
  const sent = await post('/v1/detect', form({ minFace: '8' }, 'C:\\photos\\crowd.jpg'));
  assert.equal(await sent.text(), expected);
});

test('redaction answers with the library’s bytes, and with the line where a form is wanted', async () => {
  const expected = await redact(small, detector, { with: 'solid', scale: 1.5 });
  const raw = await post('/v1/redact?scale=1.5', picture());
  assert.equal(raw.status, 200);
  assert.equal(raw.headers.get('content-type'), 'image/jpeg');
  assert.equal(raw.headers.get('farface-faces'), String(expected.regions.length));
  assert.ok(expected.regions.length > 3);
  assert.ok(Buffer.from(await raw.arrayBuffer()).equals(Buffer.from(expected.data)));
  const both = await post('/v1/redact', form({ scale: '1.5' }), { Accept: 'multipart/form-data' });
  const parts = await both.formData();
  const line = parts.get('line');
  const hidden = parts.get('picture');
  assert.ok(line instanceof Blob && hidden instanceof Blob);
  assert.equal(JSON.parse(await line.text()).faces.length, expected.regions.length);
  assert.ok(Buffer.from(await hidden.arrayBuffer()).equals(Buffer.from(expected.data)));
});

test('a picture in which faces remain is never handed out', async () => {
  // A mosaic so fine that it hides nothing.
  const response = await post('/v1/redact?with=mosaic&strength=0.05&scale=0.5', picture());
  assert.match(await problem(response.clone()), /^422 faces-remain: picture: the check still finds \d+ faces?/);
  assert.ok((await response.json()).line.remaining.length > 0);
});

test('verification scores what another detector found anew', async () => {
  const faces = [{ box: { x: 64, y: 76, width: 7, height: 9 }, score: 0.5 }];
  const response = await post('/v1/verify', form({ faces: JSON.stringify(faces) }));
  const line = await response.json();
  assert.equal(line.image, 'crowd.jpg');
  assert.equal(line.faces[0].stages.proposal, 0.5);
  assert.match(
    await problem(await post('/v1/verify', picture())),
    /^400 wrong-request: faces: expected a list of faces/,
  );
});

test('a job comes to its end without anybody waiting; its pictures are handed out once', async () => {
  const data = new FormData();
  for (const name of ['one.jpg', 'two.jpg']) data.append('picture', picture(), name);
  data.append('picture', picture(small.subarray(0, 3000)), 'broken.jpg');
  data.append('picture', picture(Buffer.from('text')), 'none.jpg');
  data.set('do', 'redact');
  data.set('scale', '1.5');
  const begun = await post('/v1/jobs', data);
  assert.equal(begun.status, 202);
  const job = `${service.address}${begun.headers.get('location')}`;
  const events = await (await fetch(`${job}/events`)).text();
  assert.match(events, /event: end\ndata: \{.*"state":"done","pictures":4,"done":4,"failed":2\}\n\n$/);
  const lines = (await (await fetch(`${job}/lines`)).text()).trim().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).image),
    ['one.jpg', 'two.jpg', 'broken.jpg', 'none.jpg'],
  );
  assert.match(JSON.parse(lines[2]!).error, /^broken\.jpg: is damaged or cut off/);
  const expected = await redact(small, detector, { scale: 1.5 });
  const fetched = await fetch(`${job}/pictures/0`);
  assert.ok(Buffer.from(await fetched.arrayBuffer()).equals(Buffer.from(expected.data)));
  assert.match(await problem(await fetch(`${job}/pictures/0`)), /^410 gone: /);
  assert.match(await problem(await fetch(`${job}/pictures/2`)), /^404 not-found: /);
  assert.equal((await fetch(job, { method: 'DELETE' })).status, 204);
  assert.match(await problem(await fetch(job)), /^404 not-found: /);
  await numberIn('farface_job_bytes', (bytes) => bytes === 0);
  assert.match(
    await problem(await post('/v1/jobs?do=both', form({}))),
    /^400 wrong-request: do: expected detect or redact/,
  );
  assert.match(
    await problem(await post('/v1/jobs?do=detect', form({ scale: '2' }))),
    /^400 wrong-request: scale: no such option/,
  );
});

test('a job that is deleted stops', async () => {
  const data = new FormData();
  for (let number = 0; number < 8; number++) data.append('picture', picture(photo), 'crowd.jpg');
  const begun = await post('/v1/jobs?do=redact', data);
  const job = `${service.address}${begun.headers.get('location')}`;
  await numberIn('farface_working_pictures', (count) => count > 0);
  assert.equal((await fetch(job, { method: 'DELETE' })).status, 204);
  await numberIn('farface_working_pictures', (count) => count === 0);
  await numberIn('farface_queue_pictures', (count) => count === 0);
});

test('a client of Amazon Rekognition gets what it knows', async () => {
  const json = { 'Content-Type': 'application/x-amz-json-1.1' };
  const ask = (body: object) => post('/compat/rekognition/DetectFaces', JSON.stringify(body), json);
  const answer = await (await ask({ Image: { Bytes: small.toString('base64') } })).json();
  const { faces } = await detector.detect(small);
  assert.equal(answer.FaceDetails.length, faces.length);
  const [{ box, score } = assert.fail()] = faces;
  assert.ok(Math.abs(answer.FaceDetails[0].BoundingBox.Left - box.x / 200) < 1e-9);
  assert.ok(Math.abs(answer.FaceDetails[0].Confidence - 100 * score) < 1e-9);
  const wrong = await ask({ Image: { Bytes: Buffer.from('no picture').toString('base64') } });
  assert.equal((await wrong.json()).__type, 'InvalidImageFormatException');
  assert.equal((await (await ask({ Image: { S3Object: {} } })).json()).__type, 'InvalidParameterException');
});

test('what is wrong is told in the command’s words', async () => {
  const empty = new Blob([], { type: 'image/jpeg' });
  const cases: [string, NonNullable<RequestInit['body']>, Record<string, string>, RegExp][] = [
    [
      '/v1/detect?threshold=2',
      picture(),
      {},
      /^400 wrong-request: threshold: expected a number from 0 to 1, received 2\.$/,
    ],
    ['/v1/detect?treshold=.5', picture(), {}, /^400 wrong-request: treshold: no such option\.$/],
    ['/v1/detect?nms=.5&nms=.4', picture(), {}, /^400 wrong-request: nms: is given twice\. Leave one\.$/],
    ['/v1/detect?threshold=.5&recall=high', picture(), {}, /^400 wrong-request: threshold and recall: choose one/],
    ['/v1/detect?__proto__=1&constructor=2', picture(), {}, /^400 wrong-request: .*no such option/],
    ['/v1/detect?image=%0Ax', picture(), {}, /^400 wrong-request: image: expected a name/],
    ['/v1/redact?color=nonsense', picture(), {}, /^400 wrong-request: color: expected a CSS colour/],
    ['/v1/redact?also=nonsense', picture(), {}, /^400 wrong-request: also: .*received "nonsense"\.$/],
    ['/v1/redact?check=maybe', picture(), {}, /^400 wrong-request: check: expected true or false, received "maybe"\.$/],
    [
      '/v1/redact?also=[{"x":9000,"y":0,"width":5,"height":5}]',
      picture(),
      {},
      /^422 unusable-picture: picture: the region at/,
    ],
    ['/v1/detect', empty, {}, /^422 unusable-picture: picture: is empty; expected a JPEG/],
    ['/v1/detect', picture(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), {}, /^422 unusable-picture/],
    ['/v1/detect', picture(small.subarray(0, 3000)), {}, /^422 unusable-picture: picture: is damaged or cut off/],
    ['/v1/detect', 'x', { 'Content-Type': 'text/plain' }, /^415 wrong-type: Content-Type: expected image/],
    [
      '/v1/detect',
      picture(),
      { 'Content-Encoding': 'gzip' },
      /^415 wrong-type: Content-Encoding: expected none, received "gzip"/,
    ],
    ['/v1/detect', 'x', { 'Content-Type': 'multipart/form-data' }, /^400 wrong-request: The body is no multipart/],
    [
      '/v1/detect',
      'x',
      { 'Content-Type': 'multipart/form-data; boundary=b' },
      /^400 wrong-request: The body is no multipart/,
    ],
    ['/v1/detect', new FormData(), {}, /^400 wrong-request: /],
    ['/v1/nothing', picture(), {}, /^404 not-found: /],
    ['/livez', picture(), {}, /^405 wrong-method: \/livez: expected GET, HEAD\.$/],
  ];
  for (const [path, body, headers, expected] of cases) {
    assert.match(await problem(await post(path, body, headers)), expected, `${path} ${JSON.stringify(headers)}`);
  }
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
  const { port } = new URL(service.address);
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
  const gone = fetch(`${service.address}/v1/redact`, { method: 'POST', body: picture(photo), signal: abort.signal });
  await numberIn('farface_working_pictures', (count) => count > 0);
  abort.abort();
  await assert.rejects(gone);
  await numberIn('farface_working_pictures', (count) => count === 0);
  await numberIn('farface_held_bytes', (bytes) => bytes === 0);
  assert.equal(log.findLast(({ route }) => route === '/v1/redact')?.status, 499);
});

test('slow requests are ended, in their headers and in their bodies', async () => {
  const { port } = new URL(service.address);
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

test('only this machine’s names are answered, and no page of another place but those that may', async () => {
  const ask = async (path: string, headers: Record<string, string>) => {
    const sent = rawRequest(`${service.address}${path}`, { headers }).end();
    const [{ statusCode }] = await once(sent, 'response');
    return statusCode;
  };
  assert.equal(await ask('/livez', { Host: 'rebound.example' }), 403);
  assert.equal(await ask('/livez', { Host: 'localhost.evil.example:80' }), 403);
  assert.equal(await ask('/livez', { Host: '[::1]:80' }), 200);
  assert.equal(await ask('/metrics', { Origin: 'https://evil.example' }), 403);
  assert.equal(await ask('/metrics', { 'Sec-Fetch-Site': 'cross-site' }), 403);
  assert.equal(await ask('/metrics', { Origin: 'https://allowed.example' }), 200);
  assert.equal(await ask('//etc/passwd', {}), 404);
  assert.equal(await ask('/..%2f..%2fetc/passwd', {}), 404);
  const cors = await fetch(`${service.address}/livez`, { headers: { Origin: 'https://allowed.example' } });
  assert.equal(cors.headers.get('access-control-allow-origin'), 'https://allowed.example');
});

test('its documentation is that of its schemas, and needs nothing from elsewhere', async () => {
  const document = await (await fetch(`${service.address}/openapi.json`)).json();
  assert.equal(document.openapi, '3.1.0');
  assert.equal(document.info.version, '1.2.3');
  const { parameters, responses } = document.paths['/v1/redact'].post;
  const named = (name: string) => parameters.find((parameter: { name: string }) => parameter.name === name);
  const { description, ...scale } = named('scale').schema;
  assert.deepEqual(scale, { type: 'number', minimum: 0.5, maximum: 10 });
  assert.match(description, /default: 1\.3/);
  assert.deepEqual(named('with').schema.enum, ['solid', 'mosaic', 'blur']);
  assert.equal(named('also').content['application/json'].schema.type, 'array');
  assert.ok(responses['429'] && responses['422']);
  const docs = await fetch(`${service.address}/docs`);
  const html = await docs.text();
  assert.doesNotMatch(html, /<script|https?:\/\/|<link/);
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? assert.fail('no style');
  const hash = createHash('sha256').update(style!).digest('base64');
  assert.ok(docs.headers.get('content-security-policy')?.includes(`sha256-${hash}`));
  assert.equal(await (await fetch(service.address)).text(), 'page');
});

test('nothing of a picture is in the log or in the numbers, and there was no defect', async () => {
  const numbers = await (await fetch(`${service.address}/metrics`)).text();
  assert.match(numbers, /farface_faces_total\{work="redact"\} [1-9]/);
  assert.match(numbers, /farface_stage_seconds_count\{stage="wait"\} [1-9]/);
  assert.doesNotMatch(numbers + JSON.stringify(log), /crowd|portraits|passwd/);
  assert.deepEqual(defects, []);
});

/** Waits until a number of /metrics is as it should be. */
async function numberIn(name: string, isRight: (number: number) => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    const text = await (await fetch(`${service.address}/metrics`)).text();
    if (isRight(Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]))) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail(`${name} stays as it is`);
}
