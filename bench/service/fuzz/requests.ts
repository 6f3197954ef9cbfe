import type { Chance } from './chance.js';
import { multipart } from './form.js';
import { mutated } from './pictures.js';

/** A request as it goes over the wire. */
export interface Sent {
  /** As the document has it. */
  readonly path: string;
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Pieces with pauses between them, in milliseconds. */
  readonly slow?: number;
  /** Hangs up after so many bytes. */
  readonly cut?: number;
  /** Sent so many times more on the same connection, without waiting for answers. */
  readonly ahead?: number;
}

const TEXTS = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e309',
    'NaN',
    'Infinity',
    '1e-400',
    '0x10',
    '١',
    'true',
    'false',
    'null',
    '[]',
    '{}',
    '[[]]',
    '"',
  ],
  ...[
    '\u0000',
    '\r\nX: y',
    '../../etc/passwd',
    '%',
    '𝟙',
    '\u202e',
    'a'.repeat(300),
    '['.repeat(3000),
    '__proto__',
    'constructor',
  ],
  ...[
    '[{"x":1,"y":1,"width":5,"height":5}]',
    '[{"x":1e300,"y":0,"width":1,"height":1}]',
    '[{"x":0,"y":0,"width":-1,"height":0}]',
  ],
  ...[
    '[{"box":{"x":1,"y":1,"width":5,"height":5},"score":0.5}]',
    '{"width":64,"height":48}',
    'rgb(1,2,3)',
    'black',
    'solid',
    'mosaic',
  ],
];

type Parameter = {
  name: string;
  in: string;
  schema?: { type?: string; minimum?: number; maximum?: number; enum?: string[] };
};
export type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, unknown> } };

/** What the schema allows, or nearly. */
function valueFor({ schema = {} }: Parameter, chance: Chance): string {
  if (chance.is(0.3)) return chance.one(TEXTS);
  if (schema.enum) return chance.one(schema.enum);
  if (schema.type === 'boolean') return chance.one(['true', 'false']);
  const { minimum = 0, maximum = 1 } = schema;
  return String(chance.one([minimum, maximum, minimum + 1e-9, maximum + 1, (minimum + Math.min(maximum, 100)) / 2]));
}

const PATHS = [
  '/',
  '//',
  '/v1',
  '/v1/detect/',
  '/V1/DETECT',
  '/v1/%64etect',
  '/v1/../metrics',
  '/..%2f..%2fetc/passwd',
  '/%',
  '/%00',
  '/v1/jobs/x',
  'http://evil.example/v1/detect',
  '*',
  `/${'a'.repeat(9000)}`,
  `/${'b'.repeat(20_000)}`,
  '/docs?x',
  '/openapi.json',
  '/assets/../../package.json',
  '\\..\\x',
];

export const JOBS = '/v1/jobs';

const VIDEO_TYPES = ['video/mp4', 'video/quicktime', 'video/x-matroska', 'video/webm', 'video/avi', 'video/'];

/** The id of a job that there is, or was, or never was; the number of a picture. */
function parameterFor(name: string, jobs: readonly string[], chance: Chance): string {
  if (name === 'number' && chance.is(0.8)) return '0';
  if (name === 'id' && jobs.length > 0 && chance.is(0.8)) return chance.one(jobs.slice(-10));
  return chance.one(['x', '00000000-0000-0000-0000-000000000000', '..', '%2e', '1', '-1', '0.5']);
}

/** One of the document's requests, changed by chance. */
export function requestOf(
  paths: Record<string, Record<string, Operation>>,
  { pictures, videos }: { readonly pictures: readonly Buffer[]; readonly videos: readonly Buffer[] },
  jobs: readonly string[],
  chance: Chance,
): Sent {
  const all = Object.entries(paths);
  // Jobs are begun often enough for what asks for them to find some.
  const [path, item] = chance.one(chance.is(0.15) ? all.filter(([name]) => name === JOBS) : all);
  const [method, operation] = chance.one(Object.entries(item));
  const parameters = (operation.parameters ?? []).filter((one) => one.in === 'query' && chance.is(0.2));
  const fields = parameters.map((one) => [one.name, valueFor(one, chance)] as const);
  if (path === JOBS && chance.is(0.9)) {
    // What only redaction knows is one of the mutations.
    if (chance.is(0.7)) fields.length = 0;
    fields.splice(0, fields.length, ...fields.filter(([name]) => name !== 'do'), [
      'do',
      chance.one(['detect', 'redact']),
    ]);
  }
  if (chance.is(0.05)) fields.push([chance.one(TEXTS), chance.one(TEXTS)]);
  const isVideo = path === JOBS && videos.length > 0 && chance.is(0.4);
  const picture = mutated(chance.one(isVideo ? videos : pictures), chance);
  const asForm = chance.is(path === JOBS ? (isVideo ? 0.6 : 0.95) : 0.4);
  const query = asForm
    ? ''
    : `?${fields.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`;
  let [type, body] = asForm
    ? multipart(picture, fields, chance, isVideo ? 'video' : 'picture')
    : [isVideo ? chance.one(VIDEO_TYPES) : 'image/jpeg', picture];
  if (path.startsWith('/compat')) {
    type = 'application/x-amz-json-1.1';
    body = Buffer.from(
      chance.is(0.7) ? JSON.stringify({ Image: { Bytes: picture.toString('base64') } }) : chance.one(TEXTS),
    );
  }
  if (chance.is(0.05))
    type = chance.one([
      'text/plain',
      'application/json',
      'image/',
      '',
      'multipart/form-data; boundary',
      'image/jpeg; charset=\u0001',
      'x'.repeat(5000),
    ]);
  const target = chance.is(0.05)
    ? chance.one(PATHS)
    : `${path.replace(/\{(\w+)\}/g, (_, name) => parameterFor(name, jobs, chance))}${query}`;
  const lengths = chance.is(0.95)
    ? [`Content-Length: ${body.length}`]
    : chance.one([
        ['Transfer-Encoding: chunked'],
        [`Content-Length: ${body.length}`, 'Transfer-Encoding: chunked'],
        [`Content-Length: ${body.length}`, 'Content-Length: 1'],
        ['Content-Length: -5'],
        ['Content-Length: 99999999999'],
        [`Content-Length: ${body.length + 100}`],
        [],
      ]);
  const extra = chance.is(0.1)
    ? [
        chance.one([
          'Expect: 100-continue',
          'Expect: x',
          'Content-Encoding: gzip',
          'Host: evil.example',
          'Origin: null',
          'Range: bytes=0-1',
          'Connection: upgrade\r\nUpgrade: websocket',
          'X-Forwarded-For: 1.2.3.4',
          'X: \u0000',
          `X: ${'y'.repeat(20_000)}`,
          'Accept: multipart/form-data',
          'X-HTTP-Method-Override: DELETE',
          'Authorization: Bearer x',
          ' X: folded',
        ]),
      ]
    : [];
  return {
    path,
    method: chance.is(0.95)
      ? method.toUpperCase()
      : chance.one(['GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'CONNECT', 'PATCH', 'X', '']),
    target,
    headers: ['Host: localhost', 'Connection: close', `Content-Type: ${type}`, ...lengths, ...extra],
    body,
    ...(chance.is(0.003) && { slow: 400 }),
    ...(chance.is(0.03) && { ahead: 1 + chance.below(8) }),
    ...(chance.is(0.03) && { cut: chance.below(body.length + 200) }),
  };
}
