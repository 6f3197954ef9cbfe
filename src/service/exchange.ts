import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Limits } from './limits.js';
import type { Metrics } from './metrics.js';
import type { Pool } from './pool/pool.js';
import type { HeldRequests } from './request/held.js';

/** What is known of a request once it is answered, for the log: nothing of the picture, nor its name. */
export interface Told {
  pixels?: number;
  faces?: number;
  wait?: number;
  work?: number;
}

/** What a request has with it. */
export interface Env {
  Bindings: HttpBindings;
  Variables: {
    /** Aborts where the client goes before it has its answer. */
    gone: AbortSignal;
    told: Told;
    /** Whose key opened it. */
    key: string | undefined;
  };
}

export type Exchange = Context<Env>;

/** What all routes work with. */
export interface Rooms {
  readonly pool: Pool;
  readonly held: HeldRequests;
  readonly metrics: Metrics;
  readonly limits: Limits;
  /** Told of defects. */
  readonly report: (error: unknown) => void;
}
