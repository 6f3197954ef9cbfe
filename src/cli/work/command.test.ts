import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { readPlace } from '../../fleet/store/place.js';
import { S3Store } from '../../fleet/store/s3-store.js';
import { CREDENTIALS, type S3Server, startS3 } from '../../fleet/testing/s3.js';
import { type Server, startRedis } from '../../fleet/testing/servers.js';
import { ProcessLooker } from '../../fleet/work/process-looker.js';
import { run } from '../program.js';
import { catchPrinted } from '../testing/catch-printed.js';

const PORTRAITS = fileURLToPath(new URL('../../../docs/portraits.jpg', import.meta.url));

let redis: Server | undefined;
let s3: S3Server;
let folder = '';
let photo: Buffer;
before(async () => {
  redis = await startRedis();
  s3 = await startS3(['street', 'public']);
  folder = await mkdtemp(join(tmpdir(), 'farface-work-'));
  photo = await sharp(PORTRAITS).extract({ left: 0, top: 0, width: 160, height: 120 }).jpeg().toBuffer();
  Object.assign(process.env, CREDENTIALS, { AWS_ENDPOINT_URL_S3: s3.url, ...(redis && { FARFACE_QUEUE: redis.url }) });
});
after(async () => {
  await redis?.stop();
  await s3.stop();
  await rm(folder, { recursive: true });
});
const farface = (...words: string[]) =>
  catchPrinted(async () => {
    process.exitCode = 0;
    const code = await run(words);
    process.exitCode = 0;
    return code;
  });

test('photos in a bucket are redacted into another, what failed is told, and status says so', async (t) => {
  if (!redis) return t.skip('redis-server is not installed here');
  const place = readPlace('s3://street/in');
  assert.ok(place.kind === 's3');
  const store = await S3Store.open(place, {});
  await store.write('a/crowd.jpg', photo, 'image/jpeg');
  await store.write('bad.jpg', Buffer.from('no picture'), 'image/jpeg');
  await store.write('letter.pdf', Buffer.from('%PDF-1.4'), 'application/pdf');
  await store.write('notes.txt', Buffer.from('notes'), 'text/plain');
  const words = ['submit', 's3://street/in', '--out', 's3://public/out', '--json'];
  const submitted = await farface(...words, '--', 'redact', '--scale', '1.4');
  assert.equal(submitted.code, 1, 'the letter is not looked at');
  assert.match(submitted.stderr, /1 other file not looked at: \.pdf; such as s3:\/\/street\/in\/letter\.pdf/);
  assert.deepEqual(JSON.parse(submitted.stdout), { listed: 2, resumed: false, retried: 0, others: 1, whole: true });
  const worked = await farface('work', '--until-empty', '--parallel', '1', '--json', '--lock', '5');
  assert.equal(worked.code, 0, worked.stderr);
  assert.match(worked.stderr, /s3:\/\/street\/in\/bad\.jpg: is not a picture/);

  const status = await farface('status', '--json');
  assert.equal(status.code, 1);
  const { failures, done, failed, runs } = JSON.parse(status.stdout);
  assert.deepEqual([done, failed, runs.length, runs[0].others], [1, 1, 1, 1]);
  assert.equal(failures[0].photo, 's3://street/in/bad.jpg');
  const told = await farface('status');
  assert.match(told.stdout, /1 done, 1 failed, 0 waiting/);
  assert.match(told.stdout, /\ns3:\/\/street\/in\/bad\.jpg: is not a picture/);

  // The command's own result, byte for byte.
  const output = readPlace('s3://public/out');
  assert.ok(output.kind === 's3');
  const results = await S3Store.open(output, {});
  const keys: string[] = [];
  for await (const { key } of results.list()) keys.push(key);
  assert.deepEqual(keys.sort(), ['a/crowd.jpg', 'a/crowd.jpg.json']);
  const { line } = JSON.parse(Buffer.from((await results.read('a/crowd.jpg.json'))!.bytes).toString());
  assert.equal(line.image, 's3://street/in/a/crowd.jpg');
  assert.equal(line.output, 's3://public/out/a/crowd.jpg');
  const own = join(folder, 'crowd.jpg');
  await writeFile(own, photo);
  const redacted = await farface('redact', own, '--out', join(folder, 'own'), '--scale', '1.4', '--json');
  assert.equal(redacted.code, 0, redacted.stderr);
  assert.deepEqual(line.faces, JSON.parse(redacted.stdout).faces);
  assert.deepEqual(
    Buffer.from((await results.read('a/crowd.jpg'))!.bytes),
    await readFile(join(folder, 'own/crowd.jpg')),
  );
});

test('what cannot be done to photos of a fleet is refused before anything is queued', async () => {
  const refused = async (expected: RegExp, ...words: string[]) => {
    const { code, stderr } = await farface('submit', folder, '--out', join(folder, '..', 'farface-out'), ...words);
    assert.equal(code, 2, stderr);
    assert.match(stderr, expected);
  };
  await refused(/expected detect or redact with its options/);
  await refused(/received blur/, '--', 'blur');
  await refused(/unknown option '--wiht'/, '--', 'redact', '--wiht', 'solid');
  await refused(/'--scale <factor>'.*expected a number from 0\.5 to 10/, '--', 'redact', '--scale', '20');
  await refused(
    /--threshold and --recall: choose one of them/,
    '--',
    'redact',
    '--threshold',
    '.5',
    '--recall',
    'high',
  );
  for (const [option, ...value] of [
    ['--review', 'x'],
    ['--in-place'],
    ['--also', 'x'],
    ['--resume', 'x'],
    ['--json'],
    ['--out', 'x'],
    ['--device', 'cpu'],
  ])
    await refused(new RegExp(`${option}: is not for photos that workers look at`), '--', 'redact', option!, ...value);
  await refused(/--results: is not for photos/, '--', 'detect', '--results', 'x');
  await refused(/more\.jpg: the photos are named before --/, '--', 'redact', 'more.jpg');
  const inside = await farface('submit', folder, '--out', join(folder, 'out'), '--', 'redact');
  assert.equal(inside.code, 2);
  await symlink(folder, `${folder}-link`);
  const linked = await farface('submit', folder, '--out', join(`${folder}-link`, 'out'), '--', 'redact');
  await rm(`${folder}-link`);
  assert.match(linked.stderr, /results would pass for photos/);
  assert.match(inside.stderr, /results would pass for photos/);
  await assert.rejects(stat(join(folder, '..', 'farface-out')));
});

test('a process that looks at photos is ended where one takes too long, and the next photo gets a new one', async () => {
  const looker = new ProcessLooker(0.001, 60);
  const task = {
    run: { command: 'redact' as const, settings: {}, models: { precision: 'float32' as const } },
    ...{ name: 'a.jpg', output: { same: 'x', converted: 'y' }, bytes: photo },
  };
  const { signal } = new AbortController();
  for (let times = 0; times < 2; times++)
    await assert.rejects(looker.look(task, signal), { name: 'LookerLost', message: /no end after 0\.001 s/ });
  const stopped = AbortSignal.abort(new Error('stopped'));
  await assert.rejects(looker.look(task, stopped), { message: 'stopped' });
  await looker.close();
});
