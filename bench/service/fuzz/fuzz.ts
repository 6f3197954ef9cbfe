import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withoutFfmpeg } from '../../../src/video/testing/ffmpeg.js';
import { Server } from '../server.js';
import { Chance } from './chance.js';
import { bodies, clips } from './pictures.js';
import { JOBS, type Operation, requestOf } from './requests.js';
import { send } from './send.js';

/** Statuses that the service may give to anything. */
const KNOWN = new Set([
  200, 202, 204, 302, 400, 401, 403, 404, 405, 408, 410, 413, 415, 417, 422, 429, 431, 501, 503, 504, 507,
]);

/** Mutated requests, made from the service's own OpenAPI document. */
export async function fuzz(count: number, seed: number): Promise<void> {
  const spool = join(await mkdtemp(join(tmpdir(), 'farface-fuzz-')), 'spool');
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
    ...['--video-megabytes', '2', '--video-frames', '50', '--video-megapixels', '1', '--video-minutes', '0.5'],
    ...['--spool-megabytes', '30', '--videos-at-once', '2', '--video-seconds', '4', '--spool', spool],
  ];
  const server = await Server.start(['--rekognition', ...limits]);
  const port = Number(new URL(server.address).port);
  const { paths } = (await (await fetch(`${server.address}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
  };
  const sources = { pictures: await bodies(), videos: withoutFfmpeg ? [] : await clips() };
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
        const sent = requestOf(paths, sources, jobs, chance);
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
  const kept = [
    'held_requests',
    'held_bytes',
    'queue_pictures',
    'working_pictures',
    'jobs',
    'job_bytes',
    'spool_bytes',
    'working_videos',
  ];
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
  const filesOnDisk = async () =>
    (await readdir(spool, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());
  const onDisk = (await filesOnDisk()).length;
  console.log(`videos: ${withoutFfmpeg || 'sent, too'}; files of them left on the disk: ${onDisk}`);
  console.log(`ended with ${await server.stop()}`);
  if (faults.length > 0 || onDisk > 0 || left.some(([, number]) => number !== 0)) process.exitCode = 1;
}
