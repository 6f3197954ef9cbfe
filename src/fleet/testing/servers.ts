import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** A server that a test or a bench has started. */
export interface Server {
  readonly url: string;
  /** Ends it with no warning (PostgreSQL's processes by its own immediate stop), and starts it again on the same data after so many milliseconds. */
  restart(pause: number): Promise<void>;
  stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts Debian's Redis on a port of its own; undefined where it is not installed. */
export async function startRedis(): Promise<Server | undefined> {
  if (!isInstalled('redis-server')) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'farface-redis-'));
  const port = await freePort();
  const words = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'yes'];
  return serverOf(folder, `redis://127.0.0.1:${port}`, port, () =>
    spawn('redis-server', [...words, '--maxclients', '4000'], { stdio: 'ignore' }),
  );
}

/** Starts Debian's PostgreSQL on a port of its own; undefined where it is not installed. */
export async function startPostgres(): Promise<Server | undefined> {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql') : [];
  const binaries = versions
    .map((version) => `/usr/lib/postgresql/${version}/bin`)
    .find((path) => existsSync(join(path, 'initdb')));
  if (binaries === undefined) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'farface-postgres-'));
  // It refuses to run as root.
  const asUser: string[] = [];
  if (process.getuid?.() === 0) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']).toString());
    await chown(folder, id('-u'), id('-g'));
    asUser.push('setpriv', '--reuid', 'postgres', '--regid', 'postgres', '--clear-groups');
  }
  const data = join(folder, 'data');
  const command = [...asUser, join(binaries, 'initdb'), '-D', data, '-A', 'trust', '-U', 'farface', '--no-sync'];
  execFileSync(command[0]!, command.slice(1), { stdio: 'ignore', cwd: folder });
  const port = await freePort();
  const start = [...asUser, join(binaries, 'postgres'), '-D', data, '-p', `${port}`, '-k', folder, '-c', 'fsync=off'];
  return serverOf(
    folder,
    `postgres://farface@127.0.0.1:${port}/postgres`,
    port,
    () => spawn(start[0]!, start.slice(1), { stdio: 'ignore', cwd: folder }),
    'SIGQUIT',
  );
}

function isInstalled(command: string): boolean {
  return (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, command)));
}

async function serverOf(
  folder: string,
  url: string,
  port: number,
  start: () => ChildProcess,
  hard: NodeJS.Signals = 'SIGKILL',
): Promise<Server> {
  let child = start();
  await listening(port);
  const end = async (signal: NodeJS.Signals) => {
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url,
    restart: async (pause) => {
      await end(hard);
      await wait(pause);
      child = start();
      await listening(port);
    },
    stop: async () => {
      await end('SIGINT');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  const { connect } = await import('node:net');
  for (let tries = 0; tries < 300; tries++) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await wait(50);
  }
  throw new Error(`nobody listens on port ${port}`);
}
