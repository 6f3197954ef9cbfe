/** How the learning rate goes over a run. */
export interface Schedule {
  readonly steps: number;
  readonly learningRate: number;
  readonly warmupSteps: number;
  readonly decayShare: number;
  readonly finalRateShare: number;
}

/**
 * The learning rate of a step: linear warm-up, then constant, then a cosine down to `finalRateShare` over the last
 * `decayShare` of the steps.
 *
 * @param step from 1 to `steps`
 */
export function learningRate(step: number, schedule: Schedule): number {
  const { steps, learningRate: peak, warmupSteps, decayShare, finalRateShare } = schedule;
  const warmup = Math.min(1, step / Math.max(1, warmupSteps));
  const decaySteps = steps * decayShare;
  const progress = decaySteps > 0 ? Math.min(1, Math.max(0, (step - (steps - decaySteps)) / decaySteps)) : 0;
  const decay = finalRateShare + (1 - finalRateShare) * 0.5 * (1 + Math.cos(Math.PI * progress));
  return peak * warmup * decay;
}

/** How much a moving average keeps at a step: less at first, so that the random start is soon forgotten. */
export function averagingAt(step: number, averaging: number): number {
  return Math.min(averaging, step / (step + 10));
}
