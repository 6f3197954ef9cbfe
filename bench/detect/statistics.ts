/** The middle one of values, or the mean of the middle two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** What a share of the values lies below, linear between two of them. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below]! + (position - below) * (sorted[above]! - sorted[below]!);
}

/** What is told of several timings of one thing. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  /** From the tenth to the ninetieth of a hundred. */
  readonly spread: readonly [number, number];
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), least: Math.min(...values), spread: [quantile(values, 0.1), quantile(values, 0.9)] };
}
