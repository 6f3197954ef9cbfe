import { setInterval } from 'node:timers/promises';
import { type FleetQueue, inTime } from '../queue.js';

/** Asks the queue's server now and then whether it is there. */
export class Contact {
  #last = Date.now();
  readonly #end = new AbortController();

  /**
   * @param lock milliseconds after which photos of a worker that is not heard of are taken over
   * @param lost called once for each time that this long has passed without an answer
   * @param giveUp called when `patience` milliseconds have passed so
   */
  constructor(
    private readonly queue: FleetQueue,
    private readonly limits: { readonly lock: number; readonly patience: number },
    private readonly on: { lost(): void; giveUp(): void },
  ) {}

  async watch(): Promise<void> {
    const { lock, patience } = this.limits;
    const period = lock / 4;
    let told = false;
    try {
      for await (const _ of setInterval(period, undefined, { signal: this.#end.signal })) {
        const answered = await inTime(this.queue.photos.getJobCountByTypes('active'), period).then(
          () => true,
          () => false,
        );
        if (answered) this.#last = Date.now();
        const silent = Date.now() - this.#last;
        if (silent >= lock && !told) this.on.lost();
        told = silent >= lock;
        if (silent >= patience) return this.on.giveUp();
      }
    } catch (error) {
      if (!this.#end.signal.aborted) throw error;
    }
  }

  end(): void {
    this.#end.abort();
  }
}
