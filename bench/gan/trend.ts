import type { MetricsLine } from '../../src/train/metrics.js';

/** How a number went over some steps. */
export interface Trend {
  readonly name: string;
  /** Means over the first and the last third of the steps. */
  readonly first: number;
  readonly last: number;
  readonly finite: boolean;
}

/** What every line has, and says nothing of the networks. */
const ASIDE: ReadonlySet<string> = new Set(['step', 'rate', 'seconds']);

/** Trends of all numbers that steps measured. Where two networks take turns, `loss` is the generator's, and left out. */
export function trendsOf(lines: readonly MetricsLine[]): Trend[] {
  const third = Math.ceil(lines.length / 3);
  const names = Object.keys(lines[0] ?? {}).filter(
    (name) => !ASIDE.has(name) && !(name === 'loss' && lines[0]!['generator.loss'] !== undefined),
  );
  return names.map((name) => {
    const values = lines.map((line) => line[name] ?? Number.NaN);
    const mean = (part: readonly number[]) => part.reduce((sum, value) => sum + value, 0) / part.length;
    return {
      name,
      first: mean(values.slice(0, third)),
      last: mean(values.slice(-third)),
      finite: values.every(Number.isFinite),
    };
  });
}

/** Whether a number is what training minimises. */
export function isLoss({ name }: Pick<Trend, 'name'>): boolean {
  return name === 'loss' || name.endsWith('.loss');
}

/** Whether all numbers are finite and what training minimises has fallen. */
export function isHealthy(trends: readonly Trend[]): boolean {
  return trends.every((trend) => trend.finite && (!isLoss(trend) || trend.last < trend.first));
}
