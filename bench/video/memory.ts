import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../../src/errors/errors.js';
import type { CodecSource } from '../../src/platform/node/video/sources.js';
import { makeFilm, type Size } from './speed.js';

/** Memory that a film took at most, in MiB. */
export interface MemoryRow {
  readonly size: Size;
  readonly codec: CodecSource;
  readonly seconds: number;
  readonly every: number;
  /** The command and all that it started, at one moment; what they share is counted for each. */
  readonly all: number;
  /** The command itself, and the largest of the others, whenever that was. */
  readonly own: number;
  readonly largest: number;
}

/** Milliseconds from one look at the processes to the next. */
const LOOK_EVERY = 100;

/**
 * What memory the built command takes at most for a film over a photo, with all processes that it starts. Linux only: it reads /proc.
 *
 * @param command farface's built command
 */
export async function memoryOf(
  photo: string,
  command: string,
  { size, codec, seconds, every }: Pick<MemoryRow, 'size' | 'codec' | 'seconds' | 'every'>,
): Promise<MemoryRow> {
  const folder = mkdtempSync(join(tmpdir(), 'farface-memory-'));
  try {
    const film = join(folder, 'film.mp4');
    makeFilm(photo, size, seconds, film);
    const words = ['redact', film, '--codec', codec, '--every', String(every), '--out', join(folder, 'out'), '--quiet'];
    const child = spawn(process.execPath, [command, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
    const row = { all: 0, own: 0, largest: 0 };
    const timer = setInterval(() => {
      const taken = memoryBelow(child.pid!);
      let all = 0;
      for (const [pid, mebibytes] of taken) {
        all += mebibytes;
        const key = pid === child.pid ? 'own' : 'largest';
        row[key] = Math.max(row[key], mebibytes);
      }
      row.all = Math.max(row.all, all);
    }, LOOK_EVERY);
    const status = await new Promise((resolve) => child.once('close', resolve));
    clearInterval(timer);
    if (status !== 0) throw new InputError(`${command}: ended with ${status}. See what it said above.`);
    return { size, codec, seconds, every, ...row };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a process and those that it started, and they in turn, have in memory: MiB by process. */
function memoryBelow(root: number): Map<number, number> {
  const known = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const found = new Map<number, { parent: number; mebibytes: number }>();
  for (const pid of known) {
    const said = statusOf(pid);
    const [parent, kibibytes] = [/^PPid:\s+(\d+)/m.exec(said), /^VmRSS:\s+(\d+)/m.exec(said)];
    if (parent) found.set(pid, { parent: Number(parent[1]), mebibytes: Number(kibibytes?.[1] ?? 0) / 1024 });
  }
  const isBelow = (pid: number): boolean => {
    if (pid === root) return true;
    const parent = found.get(pid)?.parent;
    return parent !== undefined && isBelow(parent);
  };
  return new Map([...found].filter(([pid]) => isBelow(pid)).map(([pid, { mebibytes }]) => [pid, mebibytes]));
}

/** Empty where the process has ended. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

export function memoryTable(rows: readonly MemoryRow[]): string {
  const lines = rows.map(
    ({ size, codec, seconds, every, all, own, largest }) =>
      `| ${[size, codec, seconds, every, ...[all, own, largest].map((mebibytes) => mebibytes.toFixed(0))].join(' | ')} |`,
  );
  const head = 'size | codec | seconds | --every | all processes, MiB | farface itself | the largest other';
  return [`| ${head} |`, '|---|---|---|---|---|---|---|', ...lines].join('\n');
}
