import { performance } from 'node:perf_hooks';

/** Something to be timed, by name. */
export interface Timed {
  readonly name: string;
  run(): Promise<unknown>;
}

const WARM_UP_ROUNDS = 3;

/**
 * Median milliseconds of each over `repetitions` rounds. They take turns within a round, and start one further on in
 * the next, so that what else the machine does falls on all alike.
 */
export async function medianTimes(timed: readonly Timed[], repetitions: number): Promise<Map<string, number>> {
  const times = new Map(timed.map(({ name }) => [name, [] as number[]]));
  for (let round = -WARM_UP_ROUNDS; round < repetitions; round++) {
    for (let turn = 0; turn < timed.length; turn++) {
      const { name, run } = timed[(turn + round + WARM_UP_ROUNDS) % timed.length]!;
      const start = performance.now();
      await run();
      if (round >= 0) times.get(name)!.push(performance.now() - start);
    }
  }
  return new Map([...times].map(([name, values]) => [name, median(values)]));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
