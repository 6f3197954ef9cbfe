import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as rawRequest } from 'node:http';
import { after, test } from 'node:test';
import { createDetector } from '../detect/detector.js';
import { facesLine } from '../formats/faces-lines.js';
import { redact } from '../redact/redact.js';
import { form, picture, problem, serviceForTests, small } from './testing/service.js';

const { address, log, defects, post } = await serviceForTests({
  ...{ rekognition: true, cors: ['https://allowed.example'] },
  page: async (path) =>
    path === '/' ? { headers: { 'Content-Type': 'text/html' }, body: Buffer.from('page') } : undefined,
});
const detector = await createDetector({ threads: 1 });
after(() => detector.dispose());

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
  // As there; and what is deep in each other ends nothing.
  const large = await ask({ Image: { Bytes: Buffer.alloc(5_300_000).toString('base64') } });
  assert.deepEqual([large.status, (await large.json()).__type], [413, 'ImageTooLargeException']);
  const deep = '['.repeat(3e6) + ']'.repeat(3e6);
  const nested = await post('/compat/rekognition/DetectFaces', `{"Attributes":${deep}}`, json);
  assert.equal((await nested.json()).__type, 'InvalidParameterException');
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

test('only this machine’s names are answered, and no page of another place but those that may', async () => {
  const ask = async (path: string, headers: Record<string, string>) => {
    const sent = rawRequest(`${address}${path}`, { headers }).end();
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
  const cors = await fetch(`${address}/livez`, { headers: { Origin: 'https://allowed.example' } });
  assert.equal(cors.headers.get('access-control-allow-origin'), 'https://allowed.example');
});

test('its documentation is that of its schemas, and needs nothing from elsewhere', async () => {
  const document = await (await fetch(`${address}/openapi.json`)).json();
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
  const docs = await fetch(`${address}/docs`);
  const html = await docs.text();
  assert.doesNotMatch(html, /<script|https?:\/\/|<link/);
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? assert.fail('no style');
  const hash = createHash('sha256').update(style!).digest('base64');
  assert.ok(docs.headers.get('content-security-policy')?.includes(`sha256-${hash}`));
  assert.equal(await (await fetch(address)).text(), 'page');
});

test('nothing of a picture is in the log or in the numbers, and there was no defect', async () => {
  const numbers = await (await fetch(`${address}/metrics`)).text();
  assert.match(numbers, /farface_faces_total\{work="redact"\} [1-9]/);
  assert.match(numbers, /farface_stage_seconds_count\{stage="wait"\} [1-9]/);
  assert.doesNotMatch(numbers + JSON.stringify(log), /crowd|portraits|passwd/);
  assert.deepEqual(defects, []);
});
