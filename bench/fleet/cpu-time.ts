import { readdirSync, readFileSync } from 'node:fs';

/** Of a second, as Linux counts processor time for programs. */
const TICKS = 100;

/** Seconds of processor time that processes have used, with those that they have started and that still run. */
export function cpuTimeOf(roots: readonly number[]): number {
  const about = new Map<number, { readonly parent: number; readonly ticks: number }>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const text = statOf(name);
    // Behind the name, which may hold anything.
    const words = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if (words.length > 13)
      about.set(Number(name), { parent: Number(words[1]), ticks: Number(words[11]) + Number(words[12]) });
  }
  const isBelow = (id: number): boolean => roots.includes(id) || (about.has(id) && isBelow(about.get(id)!.parent));
  let ticks = 0;
  for (const [id, process] of about) if (isBelow(id)) ticks += process.ticks;
  return ticks / TICKS;
}

/** Empty where the process has just ended. */
function statOf(process: string): string {
  try {
    return readFileSync(`/proc/${process}/stat`, 'utf8');
  } catch {
    return '';
  }
}
