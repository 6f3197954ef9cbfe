import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem.js';

/** How a body may come. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** From the call on. */
  readonly receiveSeconds: number;
  /** Without a byte. */
  readonly idleSeconds: number;
}

/** How a body may come that is kept in memory. */
export interface ReadLimits extends BodyLimits {
  /** Asked for room for each piece, before it is kept; throws where there is none. */
  readonly reserve: (bytes: number) => void;
}

/**
 * Reads the body of a request, in memory and time that are bounded.
 *
 * @throws Problem where it is too large or too slow, or is cut off
 */
export async function readBody(incoming: IncomingMessage, limits: ReadLimits): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Buffer[] = [];
  await pourBody(incoming, limits, (piece) => {
    limits.reserve(piece.length);
    pieces.push(piece);
  });
  return joined(pieces);
}

/**
 * Reads the body of a request piece by piece, in time that is bounded.
 *
 * @param take what is done with a piece; while it is busy nothing more is read
 * @throws Problem where it is too large or too slow, or is cut off; whatever `take` throws
 */
export async function pourBody(
  incoming: IncomingMessage,
  { maxBytes, receiveSeconds, idleSeconds }: BodyLimits,
  take: (piece: Buffer) => Promise<void> | void,
): Promise<void> {
  const encoding = incoming.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem('wrong-type', `Content-Encoding: expected none, received ${JSON.stringify(encoding)}.`);
  }
  const announced = Number(incoming.headers['content-length'] ?? Number.NaN);
  if (announced > maxBytes) throw tooLarge(announced, maxBytes);
  await new Promise<void>((resolve, reject) => {
    let length = 0;
    let isOver = false;
    const deadline = setTimeout(() => end(tooSlow(`took more than ${receiveSeconds} seconds`)), 1000 * receiveSeconds);
    const pause = setTimeout(() => end(tooSlow(`paused for more than ${idleSeconds} seconds`)), 1000 * idleSeconds);
    const end = (problem?: unknown) => {
      isOver = true;
      clearTimeout(deadline);
      clearTimeout(pause);
      incoming.off('data', add).off('end', done).off('error', cut).off('close', cut).pause();
      if (problem !== undefined) reject(problem);
      else resolve();
    };
    const done = () => end();
    const cut = () => end(new Problem('client-gone', 'The request was cut off.'));
    const add = (piece: Buffer) => {
      pause.refresh();
      length += piece.length;
      try {
        if (length > maxBytes) throw tooLarge(length, maxBytes);
        const busy = take(piece);
        if (!busy) return;
        // A disk that is slow is not the client's pause.
        incoming.pause();
        busy.then(
          () => {
            if (isOver) return;
            pause.refresh();
            incoming.resume();
          },
          (problem: unknown) => end(problem),
        );
      } catch (problem) {
        end(problem);
      }
    };
    if (incoming.destroyed && !incoming.complete) return cut();
    incoming.on('data', add).on('end', done).on('error', cut).on('close', cut);
  });
}

/** In memory of its own, which can be handed to another thread. */
export function joined(pieces: readonly Buffer[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

export function tooLarge(bytes: number, limit: number): Problem {
  const [size, most] = [bytes, limit].map((count) => Math.floor(count).toLocaleString('en'));
  return new Problem('too-large', `The body has ${size} bytes or more, more than the limit of ${most}.`);
}

export function tooSlow(how: string): Problem {
  return new Problem('too-slow', `The body ${how}. Send it faster, or less of it.`);
}
