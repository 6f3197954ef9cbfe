import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../../errors/errors.js';
import { type Looked, type Looker, LookerLost, type LookTask } from './look.js';

/** How often a photo may end the process that looks at it. */
const TRIES = 3;

/** Lends lookers, each to one photo at a time, in the order of asking. */
export class LookerPool {
  readonly #all: readonly Looker[];
  readonly #free: Looker[];
  readonly #waiting: ((looker: Looker) => void)[] = [];

  constructor(lookers: readonly Looker[]) {
    this.#all = lookers;
    this.#free = [...lookers];
  }

  /** @throws InputError that names the photo where it ended its process every time */
  async look(task: LookTask, signal: AbortSignal): Promise<Looked> {
    const looker = this.#free.pop() ?? (await new Promise<Looker>((resolve) => this.#waiting.push(resolve)));
    try {
      for (let tries = 1; ; tries++) {
        try {
          return await looker.look(task, signal);
        } catch (error) {
          if (!(error instanceof LookerLost)) throw error;
          if (tries === TRIES)
            throw new InputError(
              `${task.name}: ended the process that looked at it, ${TRIES} times (${error.message}).`,
            );
          await wait(500, undefined, { signal }).catch(() => signal.throwIfAborted());
        }
      }
    } finally {
      const next = this.#waiting.shift();
      if (next) next(looker);
      else this.#free.push(looker);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#all.map((looker) => looker.close()));
  }
}
