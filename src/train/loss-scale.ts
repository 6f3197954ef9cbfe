/** What a scale starts at, and does not fall below. */
const [FIRST, LEAST] = [2 ** 16, 1];
/** Steps without an overflow after which the scale doubles. */
const GROWTH_STEPS = 1000;

/** A scale as checkpoints hold it. */
export interface LossScaleState {
  readonly value: number;
  readonly goodSteps: number;
}

/**
 * By what the loss of a step in half precision is multiplied, so that small gradients do not become 0 in 16 bits; the gradients
 * are divided by it in float32. Where they overflow, the step does not count and the scale halves (Micikevicius et al. 2018,
 * *Mixed precision training*, section 3.2).
 */
export class LossScale {
  #state: LossScaleState;

  constructor(state: LossScaleState = { value: FIRST, goodSteps: 0 }) {
    this.#state = state;
  }

  get state(): LossScaleState {
    return this.#state;
  }

  get value(): number {
    return this.#state.value;
  }

  /**
   * Notes how a step went.
   *
   * @param gradientNorm the norm of all gradients: not finite where one of them is not
   * @returns whether the step counts
   * @throws Error where it is not the scale that makes them overflow
   */
  after(gradientNorm: number): boolean {
    const { value, goodSteps } = this.#state;
    if (!Number.isFinite(gradientNorm)) {
      if (value <= LEAST)
        throw new Error(
          'numbers of 16 bits overflow whatever the loss is scaled by; train in float32, or lower the learning rate',
        );
      this.#state = { value: Math.max(LEAST, value / 2), goodSteps: 0 };
      return false;
    }
    const grows = goodSteps + 1 >= GROWTH_STEPS;
    this.#state = { value: grows ? value * 2 : value, goodSteps: grows ? 0 : goodSteps + 1 };
    return true;
  }
}
