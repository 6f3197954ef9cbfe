import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../../src/errors/errors.js';

/** Of all cores together, what else may be done while times are taken. */
const LARGEST_SHARE = 0.05;
const WATCHED = 1500;

/** The share of all cores that is in use while this process waits, 0 to 1. */
export async function busyShare(milliseconds = WATCHED): Promise<number> {
  const before = ticks();
  await sleep(milliseconds);
  const after = ticks();
  const all = after.all - before.all;
  return all > 0 ? 1 - (after.idle - before.idle) / all : 0;
}

/** @throws InputError where the machine does something else: times would be its as much as ours */
export async function requireQuiet(force: boolean, share: () => Promise<number> = busyShare): Promise<number> {
  const busy = await share();
  if (busy > LARGEST_SHARE && !force)
    throw new InputError(
      `The machine is not quiet: ${(100 * busy).toFixed(0)} % of its cores are in use, and times would tell of that. Wait, or take them anyway with --force.`,
    );
  return busy;
}

function ticks(): { idle: number; all: number } {
  const times = cpus().map((cpu) => cpu.times);
  return {
    idle: times.reduce((sum, { idle }) => sum + idle, 0),
    all: times.reduce((sum, time) => sum + Object.values(time).reduce((a, b) => a + b, 0), 0),
  };
}
