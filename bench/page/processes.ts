import { readdirSync, readFileSync } from 'node:fs';

/** What the browser's processes for pages have taken so far; from /proc, so on Linux. */
export interface Taken {
  /** Milliseconds of CPU, to 10 ms: of threads that compile and decode, and of all. */
  readonly pool: number;
  readonly all: number;
  /** MiB of memory that is in use now. */
  readonly memory: number;
}

/** Ticks of the kernel's clock are a hundredth of a second. */
const TICK = 10;
const PAGE = 4096;

/** Of the processes that this one started, those that show pages. */
export function takenByPages(): Taken {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : undefined;
    if (stat) parents.set(Number(name), Number(fields(stat)[1]));
  }
  const isOurs = (id: number): boolean => id === process.pid || (parents.has(id) && isOurs(parents.get(id)!));
  const pages = [...parents.keys()].filter(
    (id) => isOurs(id) && read(`/proc/${id}/cmdline`)?.includes('--type=renderer'),
  );
  let [pool, all, memory] = [0, 0, 0];
  for (const id of pages) {
    memory += Number(read(`/proc/${id}/statm`)?.split(' ')[1] ?? 0) * PAGE;
    for (const thread of list(`/proc/${id}/task`)) {
      const stat = read(`/proc/${id}/task/${thread}/stat`);
      if (!stat) continue;
      const [user, system] = fields(stat).slice(11, 13).map(Number);
      const time = TICK * (user! + system!);
      all += time;
      if (stat.includes('(ThreadPool')) pool += time;
    }
  }
  return { pool, all, memory: memory / 2 ** 20 };
}

/** What follows the name, which is in brackets and may hold anything. */
function fields(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** Processes and threads end at any time. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** The most memory that pages have while something is done, in MiB, looked at five times a second. */
export async function peakOf(work: () => Promise<void>): Promise<number> {
  let peak = takenByPages().memory;
  const watching = setInterval(() => {
    peak = Math.max(peak, takenByPages().memory);
  }, 200);
  try {
    await work();
  } finally {
    clearInterval(watching);
  }
  return peak;
}
