import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem.js';

/** How a body may come. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** From the call on. */
  readonly receiveSeconds: number;
  /** Without a byte. */
  readonly idleSeconds: number;
  /** Asked for room for each piece, before it is kept; throws where there is none. */
  readonly reserve: (bytes: number) => void;
}

/**
 * Reads the body of a request, in memory and time that are bounded.
 *
 * @throws Problem where it is too large or too slow, or is cut off
 */
export async function readBody(
  incoming: IncomingMessage,
  { maxBytes, receiveSeconds, idleSeconds, reserve }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = incoming.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity') {
    throw new Problem('wrong-type', `Content-Encoding: expected none, received ${JSON.stringify(encoding)}.`);
  }
  const announced = Number(incoming.headers['content-length'] ?? Number.NaN);
  if (announced > maxBytes) throw tooLarge(announced, maxBytes);
  return await new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let length = 0;
    const deadline = setTimeout(() => end(tooSlow(`took more than ${receiveSeconds} seconds`)), 1000 * receiveSeconds);
    const pause = setTimeout(() => end(tooSlow(`paused for more than ${idleSeconds} seconds`)), 1000 * idleSeconds);
    const end = (problem?: unknown) => {
      clearTimeout(deadline);
      clearTimeout(pause);
      incoming.off('data', take).off('end', end).off('error', cut).off('close', cut).pause();
      if (problem !== undefined) reject(problem);
      else resolve(joined(pieces, length));
    };
    const cut = () => end(new Problem('client-gone', 'The request was cut off.'));
    const take = (piece: Buffer) => {
      pause.refresh();
      length += piece.length;
      try {
        if (length > maxBytes) throw tooLarge(length, maxBytes);
        reserve(piece.length);
      } catch (problem) {
        return end(problem);
      }
      pieces.push(piece);
    };
    if (incoming.destroyed && !incoming.complete) return cut();
    incoming
      .on('data', take)
      .on('end', () => end())
      .on('error', cut)
      .on('close', cut);
  });
}

/** In memory of its own, which can be handed to another thread. */
function joined(pieces: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}

function tooLarge(bytes: number, limit: number): Problem {
  const [size, most] = [bytes, limit].map((count) => Math.floor(count).toLocaleString('en'));
  return new Problem('too-large', `The body has ${size} bytes or more, more than the limit of ${most}.`);
}

function tooSlow(how: string): Problem {
  return new Problem('too-slow', `The body ${how}. Send it faster, or in smaller pictures.`);
}
