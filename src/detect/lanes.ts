/** Things that do one piece of work at a time each; work waits, in its order, for one that is free. */
export class Lanes<Lane> {
  readonly #free: Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];

  /** @param lanes at least one */
  constructor(readonly lanes: readonly Lane[]) {
    this.#free = [...lanes];
  }

  /** Does work with a lane of its own. */
  async use<Result>(work: (lane: Lane) => Promise<Result>): Promise<Result> {
    const lane = await this.#take();
    try {
      return await work(lane);
    } finally {
      const next = this.#waiting.shift();
      if (next) next(lane);
      else this.#free.push(lane);
    }
  }

  #take(): Promise<Lane> {
    const lane = this.#free.shift();
    return lane === undefined ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve(lane);
  }
}
