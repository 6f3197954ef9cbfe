import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { startService } from './service.js';
import { form, picture, problem, serviceForTests } from './testing/service.js';
import { clip, jobsOf, videoForm } from './testing/videos.js';

/** Keeps `node-av` from being found, as where it is not installed. */
const HOOKS = `data:text/javascript,${encodeURIComponent(`export const resolve = (name, context, next) => {
  if (name === 'node-av') throw new Error('is not installed');
  return next(name, context);
};`)}`;
const WITHOUT = `data:text/javascript,${encodeURIComponent(
  `import { register } from 'node:module'; register(${JSON.stringify(HOOKS)});`,
)}`;

/** Does something where the processes of videos find no codecs. */
async function withoutCodecs<Value>(work: () => Promise<Value>): Promise<Value> {
  const { PATH, NODE_OPTIONS } = process.env;
  Object.assign(process.env, { PATH: '/nowhere', NODE_OPTIONS: `${NODE_OPTIONS ?? ''} --import ${WITHOUT}` });
  try {
    return await work();
  } finally {
    process.env.PATH = PATH;
    if (NODE_OPTIONS === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = NODE_OPTIONS;
  }
}

const settings = { host: '127.0.0.1', port: 0, threads: 1, version: '1', detector: {}, keys: undefined, cors: [] };
const silent = { page: undefined, log: undefined, report: (error: unknown) => assert.ifError(error) };

test('a service without codecs takes pictures, and says of videos what to install before any comes', async () => {
  const { address, defects } = await withoutCodecs(() => serviceForTests({ videos: {} }));
  const { post } = jobsOf(address);
  const { videos } = await (await fetch(`${address}/readyz`)).json();
  assert.match(videos.not, /^no codecs for videos are installed\. Run npm install node-av .*apt install ffmpeg/);
  const expected = /^501 no-videos: Videos are not taken: no codecs for videos are installed\. Run npm install node-av/;
  // Its first bytes are there, and no more come.
  const never = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(10)) });
  const waiting = fetch(`${address}/v1/jobs?do=redact`, {
    ...{ method: 'POST', body: never, headers: { 'Content-Type': 'video/mp4' } },
    ...({ duplex: 'half' } as object),
  });
  assert.match(await problem(await waiting), expected);
  assert.match(await problem(await post('', videoForm(new Uint8Array(1000), { do: 'redact' }))), expected);
  assert.match(
    JSON.stringify(await (await fetch(`${address}/openapi.json`)).json()),
    /Videos are not taken here: no codecs/,
  );
  const headers = { 'Content-Type': 'image/jpeg' };
  assert.equal((await fetch(`${address}/v1/detect`, { method: 'POST', body: picture(), headers })).status, 200);
  assert.equal((await post('', form({ do: 'detect' }))).status, 202);
  assert.deepEqual(defects, []);
});

test('a service that is told to take no videos says so', async () => {
  const { address } = await serviceForTests();
  assert.match((await (await fetch(`${address}/readyz`)).json()).videos.not, /--no-videos/);
  const answer = await jobsOf(address).post('?do=redact', clip(new Uint8Array(10)));
  assert.match(await problem(answer), /^501 no-videos: Videos are not taken: .*--no-videos/);
});

test('codecs that were asked for by name must be there', async () => {
  const starting = () => startService({ ...settings, ...silent, videos: { codec: 'ffmpeg' } });
  await assert.rejects(
    withoutCodecs(starting),
    /ffmpeg: is not installed\. Run npm install node-av .*apt install ffmpeg/,
  );
});

test('those that are there are named', { skip: withoutFfmpeg }, async () => {
  const { address } = await serviceForTests({ videos: {} });
  assert.match((await (await fetch(`${address}/readyz`)).json()).videos.by, /^(node-av|ffmpeg)$/);
});
