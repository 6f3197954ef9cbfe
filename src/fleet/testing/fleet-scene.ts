import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { FleetQueue } from '../queue.js';
import { type Asked, makeRun } from '../run.js';
import { isThrough, statusOf } from '../status.js';
import { FolderStore } from '../store/folder-store.js';
import { readPlace, showPlace } from '../store/place.js';
import { type SubmitOptions, submit } from '../submit.js';
import { FleetWorker, type WorkerSettings } from '../work/fleet-worker.js';
import type { Looker } from '../work/look.js';
import { freePort, type Server, startPostgres, startRedis } from './servers.js';
import { StubLooker } from './stub-run.js';

/** Milliseconds after which photos of a lost worker are taken over. */
export const LOCK = 1_000;
const SIGNAL = new AbortController().signal;
export const asked: Omit<Asked, 'in' | 'out'> = {
  command: 'redact',
  settings: { with: 'solid' },
  models: { precision: 'float32', verify: false },
  words: ['redact'],
};

/** A queue's server of its own and a folder, for tests of a fleet. */
export class FleetScene {
  server: Server | undefined;
  folder = '';
  readonly queues: FleetQueue[] = [];
  #fleets = 0;

  constructor(readonly name: string) {}

  /** Whether the test was skipped, as there is no server. */
  skipped(t: { skip(why: string): void }): boolean {
    if (!this.server) t.skip(`${this.name} is not installed here`);
    return !this.server;
  }

  /** A queue of its own, with photos of these names. */
  async fleetOf(keys: readonly string[]) {
    this.#fleets += 1;
    const queue = await FleetQueue.open(this.server!.url, `test-${this.#fleets}`);
    this.queues.push(queue);
    const own = join(this.folder, `${this.#fleets}`);
    const [from, to] = [join(own, 'in'), join(own, 'out')];
    for (const key of keys) {
      await mkdir(dirname(join(from, key)), { recursive: true });
      await writeFile(join(from, key), `photo ${key}`);
    }
    const run = await makeRun({ ...asked, in: showPlace(readPlace(from)), out: showPlace(readPlace(to)) });
    const stores = { photos: new FolderStore(from), results: new FolderStore(to) };
    const queued = (more: Partial<SubmitOptions> = {}, other = run) =>
      submit(queue, other, stores, { signal: SIGNAL, ...more });
    return { queue, run, from, to, stores, queued, spool: join(own, 'spool') };
  }
}

/** Tests of a fleet, once with each kind of queue. */
export function onEachQueue(title: string, tests: (scene: FleetScene) => void): void {
  for (const [name, start] of [
    ['Redis', startRedis],
    ['PostgreSQL', startPostgres],
  ] as const) {
    describe(`${title} on ${name}`, () => {
      const scene = new FleetScene(name);
      before(async () => {
        scene.server = await start();
        scene.folder = await mkdtemp(join(tmpdir(), 'farface-fleet-'));
      });
      after(async () => {
        await Promise.all(scene.queues.map((queue) => queue.close(true)));
        await scene.server?.stop();
        await rm(scene.folder, { recursive: true });
      });
      tests(scene);
    });
  }
}

/** A worker that ends when nothing is left, or `until` is aborted. */
export async function work(
  queue: FleetQueue,
  looker: Looker = new StubLooker(),
  more: Partial<WorkerSettings> = {},
  until = new AbortController(),
) {
  const settings = {
    lookers: [looker],
    openStore: async (place: ReturnType<typeof readPlace>) => new FolderStore(showPlace(place)),
  };
  const patience = { total: 300, first: 5, longest: 20 };
  const worker = new FleetWorker(queue, { ...settings, lock: LOCK, grace: 2_000, patience, ...more });
  const ended = worker.run(until.signal);
  const watch = (async () => {
    // A server that is being restarted cannot say.
    while (!until.signal.aborted && !(await statusOf(queue).then(isThrough, () => false))) await wait(25);
    until.abort();
  })();
  await Promise.all([ended, watch]).finally(() => until.abort());
}

/** Texts of all files of a place for results, but its own. */
export async function resultsIn(to: string): Promise<Record<string, string>> {
  const all = await readdir(to, { recursive: true, withFileTypes: true });
  const files = all
    .filter((entry) => entry.isFile() && entry.name !== 'place.json')
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    await Promise.all(files.sort().map(async (file) => [file.slice(to.length + 1), await readFile(file, 'utf8')])),
  );
}

/** A port that leads to another one, until it is cut: nothing comes through then, and nobody says so. */
export async function wireTo(port: string) {
  const ends: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(Number(port), '127.0.0.1');
    ends.push(near, far);
    near.pipe(far).pipe(near);
    for (const end of [near, far]) end.on('error', () => {});
  });
  const wire = await freePort();
  server.listen(wire, '127.0.0.1').unref();
  const cut = () => {
    for (const end of ends) end.unpipe().pause().unref();
    server.on('connection', (socket) => socket.pause().unref());
  };
  return { wire, cut };
}
