import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withoutFfmpeg } from '../video/testing/ffmpeg.js';
import { sha256 } from './results.js';
import { failuresOf } from './status.js';
import { readPlace } from './store/place.js';
import { S3Store } from './store/s3-store.js';
import { LOCK, onEachQueue, resultsIn, work } from './testing/fleet-scene.js';
import { CREDENTIALS, startS3 } from './testing/s3.js';
import { startRedis } from './testing/servers.js';
import type { Looker } from './work/look.js';
import { ProcessLooker } from './work/process-looker.js';

const run = promisify(execFile);
const STILL = fileURLToPath(new URL('../../docs/portraits.jpg', import.meta.url));
const MAIN = fileURLToPath(new URL('../cli/main.ts', import.meta.url));

/** Four frames of people. */
async function filmAt(path: string): Promise<void> {
  const words = ['-v', 'error', '-loop', '1', '-framerate', '25', '-i', STILL, '-vf', 'crop=160:104:60:60'];
  await run('ffmpeg', [...words, '-frames:v', '4', '-pix_fmt', 'yuv420p', path]);
}

onEachQueue('a fleet with videos', (scene) => {
  test('videos are done as photos are, by whoever takes over from a lost worker', {
    skip: withoutFfmpeg,
  }, async (t) => {
    if (scene.skipped(t)) return;
    const { queue, from, to, queued, spool } = await scene.fleetOf(['broken.mp4']);
    await filmAt(join(from, 'walk.mp4'));
    assert.equal((await queued()).listed, 2);
    // A worker dies with both in its hands.
    const lost = queue.worker(async () => ({ before: false, faces: 0 }), {
      ...{ lockDuration: 200, skipLockRenewal: true, stalledInterval: 200, maxStalledCount: 1e6 },
    });
    await lost.startStalledCheckTimer();
    const held = [await lost.getNextJob('one', { block: false }), await lost.getNextJob('other', { block: false })];
    assert.deepEqual(held.map((job) => job?.data.key).sort(), ['broken.mp4', 'walk.mp4']);
    await wait(250);
    await lost.close(true);
    const real = new ProcessLooker(60, 120);
    const looks: string[] = [];
    const looker: Looker = {
      look: async (task, signal) => {
        looks.push(task.name.slice(from.length + 1));
        // Longer than the lock, which is renewed meanwhile.
        await wait(2 * LOCK);
        return await real.look(task, signal);
      },
      close: () => real.close(),
    };
    await work(queue, looker, { spool });
    assert.deepEqual(looks.sort(), ['broken.mp4', 'walk.mp4']);
    assert.deepEqual(Object.keys(await resultsIn(to)), ['walk.mp4', 'walk.mp4.json']);
    const mark = JSON.parse(await readFile(join(to, 'walk.mp4.json'), 'utf8'));
    assert.deepEqual([mark.line.frames, mark.picture.key], [4, 'walk.mp4']);
    assert.ok(mark.line.tracks >= 1, `${mark.line.tracks} tracks`);
    assert.equal(mark.picture.sha256, sha256(await readFile(join(to, 'walk.mp4'))));
    const reasons: string[] = [];
    for await (const { error } of failuresOf(queue)) reasons.push(error);
    assert.equal(reasons.length, 1);
    assert.match(reasons[0]!, /broken\.mp4: is no video that can be read/);
    assert.deepEqual(await readdir(spool), []);
    // What is done is not done again.
    await queued();
    await work(queue, looker, { spool });
    assert.equal(looks.length, 2);
  });
});

test('a video goes by the commands from a bucket to another, and so do photos beside it', {
  skip: withoutFfmpeg,
}, async (t) => {
  const redis = await startRedis();
  if (!redis) return t.skip('Redis is not installed here');
  const s3 = await startS3(['street', 'public']);
  const folder = await mkdtemp(join(tmpdir(), 'farface-film-'));
  t.after(async () => {
    await Promise.all([redis.stop(), s3.stop()]);
    await rm(folder, { recursive: true });
  });
  const env = { ...process.env, ...CREDENTIALS, FARFACE_QUEUE: redis.url, AWS_ENDPOINT_URL_S3: s3.url };
  const farface = async (...words: string[]) =>
    (await run(process.execPath, ['--import', 'tsx', MAIN, ...words], { env })).stdout;
  Object.assign(process.env, CREDENTIALS);
  const storeOf = async (name: string) => {
    const place = readPlace(name);
    return place.kind === 's3' ? S3Store.open(place, { endpoint: s3.url }) : assert.fail();
  };
  const [photos, results] = [await storeOf('s3://street/2026'), await storeOf('s3://public/2026')];
  const film = join(folder, 'walk.mp4');
  await filmAt(film);
  await photos.write('day/walk.mp4', await readFile(film), 'video/mp4');
  await photos.write('day/still.jpg', await readFile(STILL), 'image/jpeg');
  await photos.write('day/broken.mp4', Buffer.from('no film'), 'video/mp4');
  const submit = ['submit', 's3://street/2026', '--out', 's3://public/2026', '--', 'redact', '--with', 'solid'];
  await farface(...submit);
  const spool = join(folder, 'spool');
  await farface('work', '--until-empty', '--parallel', '1', '--spool', spool);
  // Failures make status exit with 1.
  const told = await farface('status', '--json').catch(({ code, stdout }) => (code === 1 ? stdout : assert.fail()));
  const { done, failures } = JSON.parse(told);
  assert.equal(done, 2);
  assert.deepEqual(
    failures.map(({ photo }: { photo: string }) => photo),
    ['s3://street/2026/day/broken.mp4'],
  );
  const keys: string[] = [];
  for await (const { key } of results.list()) keys.push(key);
  assert.deepEqual(keys, ['day/still.jpg', 'day/still.jpg.json', 'day/walk.mp4', 'day/walk.mp4.json']);
  const hidden = (await results.read('day/walk.mp4'))!.bytes;
  const mark = JSON.parse(Buffer.from((await results.read('day/walk.mp4.json'))!.bytes).toString());
  assert.equal(mark.picture.sha256, sha256(hidden));
  assert.deepEqual([mark.line.frames, mark.key], [4, 'day/walk.mp4']);
  // What was hidden is black, in each frame.
  const out = join(folder, 'hidden.mp4');
  await writeFile(out, hidden);
  const grey = async (path: string) => {
    const words = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', 'gray', '-'];
    const { stdout } = await promisify(execFile)('ffmpeg', words, { encoding: 'buffer' });
    return stdout;
  };
  const [before, after] = [await grey(film), await grey(out)];
  assert.equal(after.length, 4 * 160 * 104);
  for (let frame = 0; frame < 4; frame++) {
    const dark = (pixels: Buffer) =>
      pixels.subarray(frame * 160 * 104, (frame + 1) * 160 * 104).filter((value) => value < 24).length;
    assert.ok(dark(after) > dark(before) + 100, `frame ${frame}: ${dark(before)} → ${dark(after)}`);
  }
  assert.deepEqual(await readdir(spool), []);
});
