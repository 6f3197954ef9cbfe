import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { deflateSync } from 'node:zlib';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';
import { Server } from './server.js';

/** Statuses that the service may give to anything. */
const KNOWN = new Set([200, 202, 204, 302, 400, 401, 403, 404, 405, 408, 410, 413, 415, 417, 422, 429, 431, 503, 504]);

interface Sent {
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
}

class Chance {
  readonly #generator;
  constructor(seed: number) {
    this.#generator = xoroshiro128plus(seed);
  }
  below(count: number): number {
    return uniformInt(this.#generator, 0, count - 1);
  }
  one<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }
  is(share: number): boolean {
    return this.below(1000) < 1000 * share;
  }
  bytes(length: number): Buffer {
    return Buffer.from(Array.from({ length }, () => this.below(256)));
  }
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

/** Chunk of a PNG. */
function chunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  // The sum is wrong, as what is made by hand may be.
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
}

async function bodies(): Promise<Buffer[]> {
  const small = sharp(await readFile('docs/portraits.jpg')).extract({ left: 60, top: 60, width: 64, height: 48 });
  const good = await Promise.all([
    small.clone().jpeg().toBuffer(),
    small.clone().png().toBuffer(),
    small.clone().webp().toBuffer(),
    small.clone().gif().toBuffer(),
    small.clone().tiff().toBuffer(),
    small.clone().avif({ effort: 0 }).toBuffer(),
  ]);
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'grey' }, limitInputPixels: false });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(2 ** 31 - 1, 0);
  header.writeUInt32BE(2 ** 31 - 1, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const bombs = [
    await flat(16_000, 16_000).png({ compressionLevel: 9 }).toBuffer(),
    await flat(16_000, 1).jpeg().toBuffer(),
    Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(Buffer.alloc(10_000_000)))]),
    Buffer.concat([
      signature,
      chunk('zTXt', Buffer.concat([Buffer.from('a\0\0'), deflateSync(Buffer.alloc(50_000_000))])),
    ]),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'),
    Buffer.from('%PDF-1.4'),
    Buffer.alloc(0),
    Buffer.alloc(2_500_000, 'x'),
  ];
  return [...good, ...good, ...good, ...bombs];
}

type Parameter = {
  name: string;
  in: string;
  schema?: { type?: string; minimum?: number; maximum?: number; enum?: string[] };
};
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, unknown> } };

/** What the schema allows, or nearly. */
function valueFor({ schema = {} }: Parameter, chance: Chance): string {
  if (chance.is(0.3)) return chance.one(TEXTS);
  if (schema.enum) return chance.one(schema.enum);
  if (schema.type === 'boolean') return chance.one(['true', 'false']);
  const { minimum = 0, maximum = 1 } = schema;
  return String(chance.one([minimum, maximum, minimum + 1e-9, maximum + 1, (minimum + Math.min(maximum, 100)) / 2]));
}

function mutated(bytes: Buffer, chance: Chance): Buffer {
  const copy = Buffer.from(bytes);
  switch (chance.below(6)) {
    case 0:
      for (let i = 0; i < 8 && copy.length > 0; i++) copy[chance.below(copy.length)] = chance.below(256);
      return copy;
    case 1:
      return copy.subarray(0, chance.below(copy.length + 1));
    case 2:
      return Buffer.concat([copy, chance.bytes(chance.below(200))]);
    default:
      return copy;
  }
}

function multipart(picture: Buffer, fields: readonly (readonly [string, string])[], chance: Chance): [string, Buffer] {
  const boundary = chance.is(0.9) ? 'bound' : chance.one(['', ' ', 'a'.repeat(80), '"', 'ü']);
  const name = chance.is(0.85) ? 'picture' : chance.one(['file', '', 'picture"; x="', '__proto__']);
  const file = chance.one([
    'a.jpg',
    'b.jpg',
    'c.jpg',
    '../../a.jpg',
    '',
    'a\u0000.jpg',
    'a"b.jpg',
    '\u202egpj.a',
    'x'.repeat(1000),
  ]);
  const parts = fields.map(([key, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${key}"\r\n\r\n${value}\r\n`),
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${file}"\r\nContent-Type: image/jpeg\r\n\r\n`;
  const end = chance.is(0.85) ? `\r\n--${boundary}--\r\n` : chance.one(['', '\r\n', `--${boundary}`, '\r\n--bou']);
  const many = chance.is(0.02)
    ? Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n`.repeat(5000))
    : Buffer.alloc(0);
  return [
    `multipart/form-data${chance.is(0.95) ? `; boundary=${boundary}` : ''}`,
    Buffer.concat([...parts, many, Buffer.from(head), picture, Buffer.from(end)]),
  ];
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

const JOBS = '/v1/jobs';

/** The id of a job that there is, or was, or never was; the number of a picture. */
function parameterFor(name: string, jobs: readonly string[], chance: Chance): string {
  if (name === 'number' && chance.is(0.8)) return '0';
  if (name === 'id' && jobs.length > 0 && chance.is(0.8)) return chance.one(jobs.slice(-10));
  return chance.one(['x', '00000000-0000-0000-0000-000000000000', '..', '%2e', '1', '-1', '0.5']);
}

function requestOf(
  paths: Record<string, Record<string, Operation>>,
  pictures: readonly Buffer[],
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
  const picture = mutated(chance.one(pictures), chance);
  const asForm = chance.is(path === JOBS ? 0.95 : 0.4);
  const query = asForm
    ? ''
    : `?${fields.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`;
  let [type, body] = asForm ? multipart(picture, fields, chance) : ['image/jpeg', picture];
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
    ...(chance.is(0.03) && { cut: chance.below(body.length + 200) }),
  };
}

/** Sends it as it is, and returns all that comes back. */
function send(port: number, { method, target, headers, body, slow, cut }: Sent): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const pieces: Buffer[] = [];
    const late = setTimeout(() => {
      pieces.push(Buffer.from('NO ANSWER'));
      socket.destroy();
    }, 60_000);
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(late);
      resolve(Buffer.concat(pieces).toString('latin1'));
    });
    const whole = Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`), body]);
    if (cut !== undefined) return void socket.write(whole.subarray(0, cut), () => socket.destroy());
    if (slow === undefined) return void socket.write(whole);
    const step = Math.ceil(whole.length / 30);
    let at = 0;
    const drip = setInterval(() => {
      if (socket.destroyed || at >= whole.length) return clearInterval(drip);
      socket.write(whole.subarray(at, at + step));
      at += step;
    }, slow);
  });
}

/** Mutated requests, made from the service's own OpenAPI document. */
export async function fuzz(count: number, seed: number): Promise<void> {
  const limits = [
    '--max-megabytes',
    '2',
    '--max-megapixels',
    '4',
    '--idle-seconds',
    '2',
    '--receive-seconds',
    '4',
    '--max-seconds',
    '30',
    '--job-minutes',
    '0.1',
  ];
  const server = await Server.start(['--rekognition', ...limits]);
  const port = Number(new URL(server.address).port);
  const { paths } = (await (await fetch(`${server.address}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const pictures = await bodies();
  const chance = new Chance(seed);
  const started = { memory: server.memory, files: server.files };
  const counts = new Map<string, number>();
  /** What came of `/v1/jobs` and all below it. */
  const ofJobs = new Map<string, number>();
  const jobs: string[] = [];
  let cut = 0;
  const faults: string[] = [];
  let most = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: 24 }, async () => {
      while (done++ < count && !server.hasEnded) {
        const sent = requestOf(paths, pictures, jobs, chance);
        const answer = await send(port, sent);
        const [, status = 'none'] = /(?:^|HTTP\/1\.1 100 Continue\r\n\r\n)HTTP\/1\.1 (?!100)(\d+)/.exec(answer) ?? [];
        counts.set(status, (counts.get(status) ?? 0) + 1);
        if (sent.path.startsWith(JOBS)) {
          const about = `${sent.path} ${sent.method} ${status}`;
          ofJobs.set(about, (ofJobs.get(about) ?? 0) + 1);
        }
        const [, id] = /\r\nlocation: \/v1\/jobs\/(\S+)/i.exec(answer) ?? [];
        if (id !== undefined) jobs.push(id);
        const what = `${sent.method} ${sent.target.slice(0, 200)} ${sent.headers.slice(2).join(' | ').slice(0, 200)}`;
        // Nobody was there for an answer where the client itself hung up.
        if (status === 'none' && sent.cut !== undefined) cut += 1;
        else if (status === 'none') faults.push(`no answer: ${what} ${answer.slice(0, 60)}`);
        else if (!KNOWN.has(Number(status))) faults.push(`${status}: ${what} ${answer.slice(-300)}`);
        else if (
          Number(status) >= 400 &&
          Number(status) !== 417 &&
          sent.method !== 'HEAD' &&
          !/problem\+json|x-amz-json/.test(answer)
        )
          faults.push(`no problem: ${status} ${what}`);
        if (done % 50 === 0 && !server.hasEnded) most = Math.max(most, server.memory);
        if (done % 2000 === 0) console.error(`${done}, ${faults.length} faults`);
      }
    }),
  );
  console.log(
    `${count} requests (seed ${seed}): ${[...counts]
      .sort()
      .map(([status, n]) => `${status}: ${n}`)
      .join(', ')}`,
  );
  console.log(`none: ${counts.get('none') ?? 0}, of which the client hung up itself: ${cut}`);
  const shown = [...ofJobs].filter(([about]) => / (GET|POST|DELETE) /.test(about)).sort();
  console.log(`jobs begun: ${jobs.length}; ${shown.map(([about, n]) => `${about}: ${n}`).join(', ')}`);
  console.log(`faults: ${faults.length}`);
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`);
  if (server.hasEnded) {
    console.log(`the server ended: ${server.errors.join('').slice(-2000)}`);
    return;
  }
  const kept = ['held_requests', 'held_bytes', 'queue_pictures', 'working_pictures', 'jobs', 'job_bytes'];
  let left: [string, number | undefined][] = [];
  // Jobs go six seconds after their end.
  for (let tries = 0; tries < 40; tries++) {
    const numbers = await server.numbers();
    left = kept.map((name) => [name, numbers.get(`farface_${name}`)]);
    if (left.every(([, number]) => number === 0)) break;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  console.log(
    `left: ${left.map((one) => one.join(' ')).join(', ')}; files ${started.files} → ${server.files}; memory ${started.memory.toFixed(0)} → ${server.memory.toFixed(0)} MB, most ${most.toFixed(0)} MB`,
  );
  console.log(`told of: ${server.errors.slice(1).join('').trim().slice(0, 1500) || 'nothing'}`);
  console.log(`ended with ${await server.stop()}`);
  if (faults.length > 0 || left.some(([, number]) => number !== 0)) process.exitCode = 1;
}
