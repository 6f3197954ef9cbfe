import { availableParallelism } from 'node:os';
import { performance } from 'node:perf_hooks';

/** What a piece of work took of the machine. */
export interface Load {
  readonly seconds: number;
  /** Seconds of all cores together that this process computed. */
  readonly processorSeconds: number;
}

/** Runs `work` and measures what it takes of the machine: all threads of this process count. */
export async function loadOf(work: () => Promise<void>): Promise<Load> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - start) / 1000, processorSeconds: (user + system) / 1e6 };
}

export function sum(loads: readonly Load[]): Load {
  const seconds = loads.reduce((total, load) => total + load.seconds, 0);
  const processorSeconds = loads.reduce((total, load) => total + load.processorSeconds, 0);
  return { seconds, processorSeconds };
}

/** The share of the machine's cores that computed, 0 to 1. */
export function shareOfCores({ seconds, processorSeconds }: Load): number {
  return processorSeconds / (seconds * availableParallelism());
}
