import { setTimeout as wait } from 'node:timers/promises';
import { InputError } from '../errors/errors.js';
import { codeOf } from '../runtime/file-error.js';

/** What the system says of networks and disks that may be back soon. */
const CODES = new Set(
  'ECONNRESET ECONNREFUSED ECONNABORTED EPIPE ETIMEDOUT ESOCKETTIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN ENETRESET EIO ESTALE EBUSY EAGAIN EMFILE ENFILE ENOSPC EDQUOT'.split(
    ' ',
  ),
);

/** What S3 and its SDK say of the same. */
const NAMES = new Set(
  'TimeoutError RequestTimeout RequestTimeoutException NetworkingError SlowDown ServiceUnavailable InternalError ThrottlingException Throttling TooManyRequestsException ExpiredToken RequestTimeTooSkewed'.split(
    ' ',
  ),
);

/** Whether trying again may help: only what is known to pass by counts, as all else would be tried for nothing. */
export function heals(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const status = statusOf(error);
  if (status === 429 || status === 408 || (status !== undefined && status >= 500 && status !== 501)) return true;
  return CODES.has(codeOf(error) ?? '') || NAMES.has(error.name) || heals(error.cause);
}

/** What is wrong for now, as `heals` knows it. */
export function passing(message: string): InputError {
  return new InputError(message, { cause: Object.assign(new Error(message), { code: 'EAGAIN' }) });
}

function statusOf(error: Error): number | undefined {
  if (!('$metadata' in error)) return undefined;
  const data = error.$metadata;
  if (typeof data !== 'object' || data === null || !('httpStatusCode' in data)) return undefined;
  return typeof data.httpStatusCode === 'number' ? data.httpStatusCode : undefined;
}

/** How long is tried again before others get their turn, and the first and the longest pause, in milliseconds. */
export interface Patience {
  readonly total: number;
  readonly first: number;
  readonly longest: number;
}

export const PATIENCE: Patience = { total: 180_000, first: 250, longest: 15_000 };

/**
 * Does something that may fail for a while, again and again, with pauses that double and are spread, so that a fleet does
 * not come back as one.
 *
 * @throws what `work` threw last where it does not heal, or not in time; the signal's reason
 */
export async function patiently<Value>(
  work: () => Promise<Value>,
  signal: AbortSignal,
  { total, first, longest }: Patience = PATIENCE,
): Promise<Value> {
  const end = Date.now() + total;
  for (let pause = first; ; pause = Math.min(2 * pause, longest)) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      if (!heals(error) || Date.now() + pause > end) throw error;
      await wait(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}
