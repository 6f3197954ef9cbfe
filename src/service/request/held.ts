import type { Exchange } from '../exchange.js';
import type { Limits } from '../limits.js';
import { Problem } from '../problem.js';

/** Room for one request. */
export interface Room {
  /** Asks for more bytes; throws `Problem` where there are none. */
  readonly reserve: (bytes: number) => void;
  /** Gives all of it back, once. */
  readonly leave: () => void;
}

/** Requests that are received, wait or are worked on: so many, and so many bytes, and no more. */
export class HeldRequests {
  #requests = 0;
  #bytes = 0;

  constructor(
    private readonly limits: Pick<Limits, 'maxRequests' | 'heldMegabytes'>,
    /** Seconds after which there may be room again. */
    private readonly retryAfter: () => number,
  ) {}

  get requests(): number {
    return this.#requests;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** @throws Problem where there are too many already */
  enter(): Room {
    if (this.#requests >= this.limits.maxRequests) throw this.#busy(`${this.#requests} requests`);
    this.#requests += 1;
    let own = 0;
    let inside = true;
    return {
      reserve: (bytes) => {
        if (this.#bytes + bytes > 1e6 * this.limits.heldMegabytes) {
          throw this.#busy(`${Math.ceil(this.#bytes / 1e6)} megabytes of requests`);
        }
        this.#bytes += bytes;
        own += bytes;
      },
      leave: () => {
        if (!inside) return;
        inside = false;
        this.#requests -= 1;
        this.#bytes -= own;
      },
    };
  }

  /** The same for as long as a request is not answered. */
  enterUntilAnswered({ env: { outgoing } }: Exchange): Room {
    const room = this.enter();
    outgoing.once('close', room.leave);
    if (outgoing.closed) room.leave();
    return room;
  }

  #busy(what: string): Problem {
    return new Problem('too-busy', `${what} are here already. Try again later.`, {
      retryAfter: this.retryAfter(),
    });
  }
}
